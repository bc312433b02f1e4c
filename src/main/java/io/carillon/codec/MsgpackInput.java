package io.carillon.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * MessagePack in an array. The library takes announced lengths at their word and mends broken UTF-8; here lengths are
 * held against the bytes that are there, and strings are UTF-8 or the packet is not MessagePack.
 */
final class MsgpackInput {

    private static final int TIMESTAMP = MessagePack.Code.EXT_TIMESTAMP;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;
    private static final int SECONDS_BITS = 34;
    private static final int NANOS_A_SECOND = 1_000_000_000;

    private final byte[] bytes;
    private final MessageUnpacker unpacker;

    MsgpackInput(byte[] bytes) {
        this.bytes = bytes;
        this.unpacker = MessagePack.newDefaultUnpacker(bytes);
    }

    /** For values that have no length: their header is all there is to them. */
    MessageUnpacker unpacker() {
        return unpacker;
    }

    int position() {
        return (int) unpacker.getTotalReadBytes();
    }

    /** The kind of the next value. */
    ValueType next() throws IOException {
        return unpacker.getNextFormat().getValueType();
    }

    String string() throws IOException {
        int length = unpacker.unpackRawStringHeader();
        int from = take(length);
        return Utf8Text.decode(bytes, from, from + length);
    }

    void skipString() throws IOException {
        int length = unpacker.unpackRawStringHeader();
        int from = take(length);
        Utf8Text.check(bytes, from, from + length);
    }

    byte[] binary() throws IOException {
        int length = unpacker.unpackBinaryHeader();
        int from = take(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    void skipBinary() throws IOException {
        take(unpacker.unpackBinaryHeader());
    }

    /** Passes over an extension type, and says why it is no time that every format has; null where it is one. */
    @Nullable
    String skipExtension() throws IOException {
        ExtensionTypeHeader header = unpacker.unpackExtensionTypeHeader();
        int from = take(header.getLength());
        if (header.getType() != TIMESTAMP) {
            return Inexpressible.of("MessagePack's extension type " + header.getType());
        }
        ByteBuffer value = ByteBuffer.wrap(bytes, from, header.getLength());
        return switch (header.getLength()) {
            case 4 -> null; // whole seconds until 2106
            case 8 -> {
                long both = value.getLong();
                yield problem(both & (1L << SECONDS_BITS) - 1, both >>> SECONDS_BITS);
            }
            case 12 -> {
                long nanos = value.getInt() & UNSIGNED_INT;
                yield problem(value.getLong(), nanos);
            }
            default -> "a timestamp has 4, 8 or 12 bytes, this one has " + header.getLength();
        };
    }

    private static @Nullable String problem(long seconds, long nanos) {
        if (nanos >= NANOS_A_SECOND) {
            return "a timestamp has up to 999999999 ns, this one has " + nanos;
        }
        try {
            Instant time = Instant.ofEpochSecond(seconds, nanos);
            boolean whole = Instant.ofEpochMilli(time.toEpochMilli()).equals(time);
            return whole ? null : Inexpressible.of("a time finer than a millisecond");
        } catch (DateTimeException | ArithmeticException e) {
            return Inexpressible.of("a time beyond 64 bits of milliseconds");
        }
    }

    /** Passes over as many bytes. */
    private int take(int length) throws IOException {
        int from = position();
        if (length > bytes.length - from) {
            throw new CodecException("MessagePack announces more than there is");
        }
        unpacker.readPayloadAsReference(length);
        return from;
    }
}
