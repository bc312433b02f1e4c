package io.carillon.client;

import io.carillon.codec.VertxValue;
import io.carillon.message.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a service has answered.
 *
 * @param payload the value in the connection's format
 */
public record Called(Payload payload) {

    /** The value, as {@link RoomMessage#data} has it. */
    public @Nullable Object data() {
        return VertxValue.read(payload);
    }
}
