package io.carillon.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link WireWriter} wrote and believes nothing: each method throws a {@link WireException} where less is left
 * than it was promised, before it allocates anything. For one thread.
 */
final class WireReader {

    private final byte[] bytes;
    private final int end;
    private int at;

    WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int octet() {
        need(1);
        return bytes[at++] & 0xff;
    }

    int count() {
        int value = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return checked(value, shift, octet);
            }
        }
        throw new WireException("a count has more than five bytes");
    }

    private static int checked(int value, int shift, int octet) {
        if (value < 0 || shift == 28 && octet > 7) {
            throw new WireException("a count is above 2^31-1");
        }
        return value;
    }

    long number() {
        need(8);
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | bytes[at++] & 0xff;
        }
        return value;
    }

    String text() {
        int length = length();
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    @Nullable
    String optional(boolean present) {
        return present ? text() : null;
    }

    byte[] bytes() {
        int length = length();
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    /** A part after its length in 4 bytes, read in place. */
    WireReader part() {
        need(4);
        int length = octet() << 24 | octet() << 16 | octet() << 8 | octet();
        need(length);
        WireReader part = new WireReader(bytes, at, at + length);
        at += length;
        return part;
    }

    void done() {
        if (hasMore()) {
            throw new WireException((end - at) + " bytes more than there should be");
        }
    }

    private int length() {
        int length = count();
        need(length);
        return length;
    }

    private void need(int count) {
        if (count < 0 || count > end - at) {
            throw new WireException("cut short: " + count + " bytes are to follow, " + (end - at) + " are there");
        }
    }
}
