package io.carillon.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a message's data begins with: which run it belongs to, which stream (a publisher in a room) and which of its
 * messages it is, and when it was due. It has one width, and characters that stand for themselves in every format, so a
 * receiver finds it without decoding the message.
 *
 * @param run of one run of the load generator: others may be in the same rooms
 * @param sequence from 0, without gaps in a stream
 * @param due as {@link System#nanoTime}
 */
record Stamp(int run, int stream, int sequence, long due) {

    private static final byte[] HEAD = "[bench:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int INT = 8;
    private static final int LONG = 16;

    /** In bytes, which are characters, too. */
    static final int LENGTH = HEAD.length + 3 * INT + LONG + 1;

    /** Where one is; -1 where there is none. Looks at one place first: in a stream's messages it hardly moves. */
    static int find(Buffer message, int likely) {
        if (likely >= 0 && isAt(message, likely)) {
            return likely;
        }
        for (int i = 0; i <= message.length() - LENGTH; i++) {
            if (isAt(message, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isAt(Buffer message, int at) {
        if (at > message.length() - LENGTH || message.getByte(at + LENGTH - 1) != ']') {
            return false;
        }
        for (int i = 0; i < HEAD.length; i++) {
            if (message.getByte(at + i) != HEAD[i]) {
                return false;
            }
        }
        return true;
    }

    /** The one that is at this place; null where it only begins like one. */
    static @Nullable Stamp read(Buffer message, int at) {
        byte[] bytes = message.getBytes(at + HEAD.length, at + LENGTH - 1);
        for (byte digit : bytes) {
            if (Character.digit(digit, 16) < 0) {
                return null;
            }
        }
        return new Stamp(
                (int) number(bytes, 0, INT),
                (int) number(bytes, INT, INT),
                (int) number(bytes, 2 * INT, INT),
                number(bytes, 3 * INT, LONG));
    }

    private static long number(byte[] bytes, int from, int count) {
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = number << 4 | Character.digit(bytes[i], 16);
        }
        return number;
    }

    void write(byte[] message, int at) {
        System.arraycopy(HEAD, 0, message, at, HEAD.length);
        int from = at + HEAD.length;
        write(message, from, run, INT);
        write(message, from + INT, stream, INT);
        write(message, from + 2 * INT, sequence, INT);
        write(message, from + 3 * INT, due, LONG);
        message[at + LENGTH - 1] = ']';
    }

    private static void write(byte[] message, int from, long number, int count) {
        long rest = number;
        for (int i = from + count - 1; i >= from; i--) {
            message[i] = DIGITS[(int) (rest & 0xF)];
            rest >>>= 4;
        }
    }
}
