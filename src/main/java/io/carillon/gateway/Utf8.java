package io.carillon.gateway;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks bytes that arrive piece by piece for being UTF-8 (RFC 3629), and fails at the first byte that cannot be. One
 * instance for one message; it holds no text.
 */
final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private static final int LOWEST = 0x80;
    private static final int HIGHEST = 0xBF;

    /** How many bytes the character that has begun still needs, and between what the next one must lie. */
    private int missing;

    private int low = LOWEST;
    private int high = HIGHEST;

    /** Whether the bytes, after those before, can still be UTF-8. */
    boolean accepts(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (missing == 0) {
                i = afterAscii(bytes, i, to);
                if (i == to) {
                    return true;
                }
            }
            if (!accepts(bytes[i++] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Whether no character is left unfinished. */
    boolean isComplete() {
        return missing == 0;
    }

    private static int afterAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i + Long.BYTES <= to && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean accepts(int b) {
        if (missing > 0) {
            boolean follows = b >= low && b <= high;
            low = LOWEST;
            high = HIGHEST;
            missing--;
            return follows;
        }
        return begins(b);
    }

    /** RFC 3629, section 4: overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
    private boolean begins(int b) {
        if (b < LOWEST) {
            return true;
        }
        if (b >= 0xC2 && b <= 0xDF) {
            missing = 1;
        } else if (b >= 0xE0 && b <= 0xEF) {
            missing = 2;
            low = b == 0xE0 ? 0xA0 : LOWEST;
            high = b == 0xED ? 0x9F : HIGHEST;
        } else if (b >= 0xF0 && b <= 0xF4) {
            missing = 3;
            low = b == 0xF0 ? 0x90 : LOWEST;
            high = b == 0xF4 ? 0x8F : HIGHEST;
        } else {
            return false;
        }
        return true;
    }
}
