package io.carillon.codec;

import io.carillon.message.Payload;
import java.io.IOException;
import java.time.Instant;

/**
 * One packet of one format while it is written: the half of writing a message that differs from format to format. Within
 * a map every value follows its name. Not thread-safe; for one packet.
 */
interface PacketWriter {

    /** @param entries how many will follow, since MessagePack says so in front */
    void startMap(int entries) throws IOException;

    void endMap() throws IOException;

    /** @param elements how many will follow, since MessagePack says so in front */
    void startList(int elements) throws IOException;

    void endList() throws IOException;

    /** The next entry's name; without U+0000, which BSON cannot have in it. */
    void name(String name) throws IOException;

    void string(String value) throws IOException;

    void integer(long value) throws IOException;

    void number(double value) throws IOException;

    void bool(boolean value) throws IOException;

    /** Null. */
    void nothing() throws IOException;

    void binary(byte[] value) throws IOException;

    /** A time, of which milliseconds are kept. */
    void time(Instant value) throws IOException;

    /** A payload of any format: as it is where it is in this one, translated where not. */
    void payload(Payload payload) throws IOException;

    /** The packet; nothing may be written afterwards. */
    byte[] toBytes() throws IOException;

    default void string(String name, String value) throws IOException {
        name(name);
        string(value);
    }

    default void integer(String name, long value) throws IOException {
        name(name);
        integer(value);
    }

    default void bool(String name, boolean value) throws IOException {
        name(name);
        bool(value);
    }

    /** Writes a payload of another format. */
    default void translate(Payload payload) throws IOException {
        Tree.write(PayloadReader.read(payload), this);
    }
}
