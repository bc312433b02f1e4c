package io.carillon.client;

import io.carillon.codec.VertxValue;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Sender;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has published to a room.
 *
 * @param room its name
 * @param payload the value in the connection's format
 * @param from who said it
 * @param time when the publisher's node accepted it, in ms since 1970
 * @param position its place in the room's stream; null where the room has none
 */
public record RoomMessage(
        String room,
        Payload payload,
        Sender from,
        long time,
        @Nullable Position position) {

    /**
     * The value: a {@link io.vertx.core.json.JsonObject}, {@link io.vertx.core.json.JsonArray}, string, {@link Long}, {@link
     * Double}, boolean or null, and in the binary formats {@code byte[]} and {@link java.time.Instant}. It is made anew
     * with each call.
     */
    public @Nullable Object data() {
        return VertxValue.read(payload);
    }
}
