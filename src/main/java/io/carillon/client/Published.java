package io.carillon.client;

import io.carillon.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * The server has taken a publication.
 *
 * @param position where it is stored; null where the room has no stream
 * @param duplicate whether it had been before, under the same key
 */
public record Published(@Nullable Position position, boolean duplicate) {}
