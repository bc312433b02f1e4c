package io.carillon.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a publisher said, as the bytes in which it said it: one complete value in {@link #format()}, already checked. In
 * BSON, which knows values only as elements of documents, it is the element's type byte and its value, without the name
 * between them. The array is shared and must not be changed.
 */
public final class Payload {

    private final Format format;
    private final byte[] bytes;

    private Payload(Format format, byte[] bytes) {
        this.format = format;
        this.bytes = bytes;
    }

    /** Takes over the array. */
    public static Payload of(Format format, byte[] bytes) {
        return new Payload(format, bytes);
    }

    public static Payload json(String text) {
        return new Payload(Format.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    public Format format() {
        return format;
    }

    /** The value itself; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && format == that.format && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Says how much there is, never what: payloads do not belong into logs. */
    @Override
    public String toString() {
        return format + ":" + bytes.length + " bytes";
    }
}
