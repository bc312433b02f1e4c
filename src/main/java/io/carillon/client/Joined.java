package io.carillon.client;

import io.carillon.message.Position;
import io.carillon.message.Result;
import org.jspecify.annotations.Nullable;

/**
 * The client is in a room.
 *
 * @param first whether that is so for the first time; otherwise a connection had ended. In a room without a stream what was
 *     said meanwhile is gone: load your state anew
 * @param position everything above it follows; null where the room has no stream
 * @param recovered whether the stream goes on where the client was; null where it was nowhere
 * @param missed what is gone; null where that is nothing, or where the stream is another one ({@link Room#resetHandler})
 * @param count how many are in the room; null where it has no presence
 */
public record Joined(
        boolean first,
        @Nullable Position position,
        @Nullable Boolean recovered,
        Result.@Nullable Missed missed,
        @Nullable Long count) {}
