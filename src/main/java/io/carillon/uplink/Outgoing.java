package io.carillon.uplink;

import io.carillon.message.Payload;
import io.carillon.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * What is to go there.
 *
 * @param data null where only the position is news: of a message that is not for there
 * @param key the same whenever it is sent
 * @param at its place in the stream here; null where the room has none
 */
record Outgoing(
        @Nullable Payload data, String key, @Nullable Position at) {}
