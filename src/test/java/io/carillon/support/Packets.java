package io.carillon.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * How a client builds and reads packets: with the format's library, and nothing of ours. A value is a map with names as
 * keys, a list, a string, a long, a double, a boolean, a byte array, an {@link java.time.Instant} or null; and, to be
 * written only, whatever else the library has.
 */
public enum Packets {
    JSON {
        @Override
        byte[] bytes(Object value) throws IOException {
            return JsonWire.write(value);
        }

        @Override
        Object value(byte[] packet) {
            return JsonWire.read(packet);
        }
    },
    MSGPACK {
        @Override
        byte[] bytes(Object value) throws IOException {
            return MsgpackWire.write(value);
        }

        @Override
        Object value(byte[] packet) throws IOException {
            return MsgpackWire.read(packet);
        }
    },
    BSON {
        @Override
        byte[] bytes(Object value) {
            return BsonWire.write(value);
        }

        @Override
        Object value(byte[] packet) {
            return BsonWire.read(packet);
        }
    };

    abstract byte[] bytes(Object value) throws IOException;

    abstract Object value(byte[] packet) throws IOException;

    public byte[] write(Object value) {
        try {
            return bytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one packet; bytes that are left over are a mistake. */
    public Object read(byte[] packet) {
        try {
            return value(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The format's name, as the server calls it. */
    public String format() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Carillon's own subprotocol of this format. */
    public String subprotocol() {
        return "carillon.v1." + format();
    }

    /** The opcode of its frames (RFC 6455, section 5.2). */
    public int opcode() {
        return this == JSON ? 0x1 : 0x2;
    }
}
