package io.carillon.gateway;

import io.carillon.message.CloseCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One message as far as it has come. It doubles, so that however a message is cut its bytes are copied a constant number
 * of times; text is checked while it comes in. For one event loop.
 */
final class MessageBuffer {

    /** How much room there is before anything has come; what is announced is not trusted. */
    private static final int FIRST = 4096;

    private static final byte[] EMPTY = {};

    private byte[] bytes = EMPTY;
    private int length;
    private @Nullable Utf8 utf8;

    void begin(boolean text) {
        utf8 = text ? new Utf8() : null;
    }

    int length() {
        return length;
    }

    /** What has come, and the room behind it. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Makes room for more bytes.
     *
     * @param count how many at least
     * @param most how many there can be in all
     */
    void reserve(int count, int most) {
        int needed = length + count;
        if (needed > bytes.length) {
            int grown = Math.max(needed, Math.max(FIRST, bytes.length * 2));
            bytes = Arrays.copyOf(bytes, Math.min(most, grown));
        }
    }

    /** Bytes were written behind those before. */
    void added(int count) {
        if (utf8 != null && !utf8.accepts(bytes, length, length + count)) {
            throw new ProtocolException(CloseCode.DATA_INVALID, "text that is not UTF-8");
        }
        length += count;
    }

    /** The message is whole; nothing of it is kept. */
    byte[] end() {
        if (utf8 != null && !utf8.isComplete()) {
            throw new ProtocolException(CloseCode.DATA_INVALID, "text that ends within a character");
        }
        byte[] message = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
        clear();
        return message;
    }

    void clear() {
        bytes = EMPTY;
        length = 0;
        utf8 = null;
    }
}
