package io.carillon.gateway;

import io.carillon.codec.PayloadReader;
import io.carillon.codec.Values;
import io.carillon.message.Payload;
import io.carillon.message.ServerMessage;

/**
 * What an endpoint without a protocol sends: the data alone. Binary data is a binary message, a string that string, any
 * other value its JSON text. What is no data (who has come, where a stream goes on) is not told.
 */
final class RawEncoder extends Encoder {

    static final RawEncoder INSTANCE = new RawEncoder();

    private RawEncoder() {}

    @Override
    public boolean knows(ServerMessage message) {
        return message instanceof ServerMessage.RoomMessage || message instanceof ServerMessage.Direct;
    }

    @Override
    public Message encode(ServerMessage message) {
        if (message instanceof ServerMessage.RoomMessage room) {
            return data(room.data());
        } else if (message instanceof ServerMessage.Direct direct) {
            return data(direct.data());
        }
        throw new IllegalArgumentException("no data: " + message.getClass().getSimpleName());
    }

    private static Message data(Payload data) {
        Object value = PayloadReader.read(data);
        if (value instanceof byte[] bytes) {
            return Message.binary(bytes);
        } else if (value instanceof String text) {
            return Message.text(text);
        }
        return Message.of(true, Values.json(data));
    }
}
