package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a client builds and reads packets: with the format's library, and nothing of ours. Values are those of {@link
 * PayloadReader} and, where a library has a kind of value that others lack, that library's own.
 */
enum Wire {
    JSON(Format.JSON) {
        @Override
        byte[] bytes(Object value) throws IOException {
            return JsonWire.write(value);
        }

        @Override
        Object value(byte[] packet) {
            return JsonWire.read(packet);
        }
    },
    MSGPACK(Format.MSGPACK) {
        @Override
        byte[] bytes(Object value) throws IOException {
            return MsgpackWire.write(value);
        }

        @Override
        Object value(byte[] packet) throws IOException {
            return MsgpackWire.read(packet);
        }
    },
    BSON(Format.BSON) {
        @Override
        byte[] bytes(Object value) {
            return BsonWire.write(value);
        }

        @Override
        Object value(byte[] packet) {
            return BsonWire.read(packet);
        }
    };

    private final Format format;

    Wire(Format format) {
        this.format = format;
    }

    abstract byte[] bytes(Object value) throws IOException;

    abstract Object value(byte[] packet) throws IOException;

    Codec codec() {
        return Codecs.of(format);
    }

    byte[] packet(Object value) {
        try {
            return bytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ClientMessage decode(Object packet) {
        return decode(packet, Revision.V1_1);
    }

    ClientMessage decode(Object packet, Revision revision) {
        return codec().decode(packet(packet), revision);
    }

    /** The payload of a publish with this value as its data. */
    Payload payload(Object data) {
        return ((ClientMessage.Publish) decode(publish(data))).data();
    }

    /** What the client reads when the server says this. */
    Object read(ServerMessage message) {
        try {
            return value(codec().encode(message, Revision.V1_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> publish(Object data) {
        return map("type", "publish", "room", "r", "data", data, "id", 1L);
    }

    /** Names and values in turn; null is allowed, and the order kept. */
    static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
