package io.carillon.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run has recorded.
 *
 * @param published by voice
 * @param journals by subscriber
 * @param stored by room; null where it could not be read
 */
record Evidence(Plan plan, List<Published> published, List<Journal> journals, List<@Nullable Stored> stored) {}
