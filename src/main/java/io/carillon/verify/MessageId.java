package io.carillon.verify;

import org.jspecify.annotations.Nullable;

/**
 * Which message it is, as one number: a {@link Plan.Voice} and its count. On the wire it is a text that begins with
 * {@code RUN.VOICE.NUMBER.} and is filled up to its size; the same without the filling is its idempotency key.
 */
final class MessageId {

    /** What is no message of this run, in place of an id. */
    static final long FOREIGN = -1;

    private static final int NUMBER_BITS = 32;

    private MessageId() {}

    static long of(int voice, int number) {
        return (long) voice << NUMBER_BITS | number;
    }

    static int voice(long id) {
        return (int) (id >> NUMBER_BITS);
    }

    static int number(long id) {
        return (int) id;
    }

    static String key(String run, long id) {
        return run + '.' + voice(id) + '.' + number(id) + '.';
    }

    static String text(String run, long id, int size) {
        String key = key(run, id);
        return key + "x".repeat(Math.max(0, size - key.length()));
    }

    /** Reads a message's data: {@link #FOREIGN} for whatever is not, to the last letter, what was published. */
    static long read(String run, int size, @Nullable Object data) {
        if (!(data instanceof String text) || !text.startsWith(run) || text.length() <= run.length()) {
            return FOREIGN;
        }
        String[] parts = text.substring(run.length() + 1).split("\\.", -1);
        if (parts.length != 3) {
            return FOREIGN;
        }
        try {
            long id = of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            return id >= 0 && text.equals(text(run, id, size)) ? id : FOREIGN;
        } catch (NumberFormatException e) {
            return FOREIGN;
        }
    }
}
