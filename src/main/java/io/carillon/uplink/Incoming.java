package io.carillon.uplink;

import io.carillon.message.Payload;
import io.carillon.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * What came from there.
 *
 * @param data null where only the position is news: of a message that is not for here
 * @param at its place in the stream there; null where there is none
 */
record Incoming(@Nullable Payload data, @Nullable Position at) {}
