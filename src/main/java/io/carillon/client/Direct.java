package io.carillon.client;

import io.carillon.codec.VertxValue;
import io.carillon.message.Payload;
import io.carillon.message.Sender;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has sent to this connection or its user, past all rooms.
 *
 * @param payload the value in the connection's format
 * @param from who sent it
 * @param time when the sender's node accepted it, in ms since 1970
 */
public record Direct(Payload payload, Sender from, long time) {

    /** The value, as {@link RoomMessage#data} has it. */
    public @Nullable Object data() {
        return VertxValue.read(payload);
    }
}
