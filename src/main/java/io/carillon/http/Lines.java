package io.carillon.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body apart into lines, as it comes in. What is kept is the chunk at hand, and of a line that is not whole at most
 * what a line may have; the rest of a longer one is dropped as it comes. A line ends with LF or CRLF, the last one with the
 * body. Plain; not thread-safe.
 */
final class Lines {

    /**
     * One line that is not blank.
     *
     * @param number the first line is 1; blank ones count
     * @param bytes without its end; null where it is too long
     */
    record Line(long number, byte @Nullable [] bytes) {}

    private static final byte[] NOTHING = {};

    private final int longest;
    private byte[] begun = NOTHING; // what came of the current line in chunks before
    private int begunLength;
    private boolean tooLong;
    private byte[] chunk = NOTHING;
    private int at;
    private long number;
    private boolean ended;

    /** @param longest bytes of a line, its end not counted */
    Lines(int longest) {
        this.longest = longest;
    }

    /** The next chunk; the one before was used up. */
    void add(Buffer next) {
        chunk = next.getBytes();
        at = 0;
    }

    /** The body is complete. */
    void end() {
        ended = true;
    }

    /** The next line that is not blank; null where more has to come first, or nothing will. */
    @Nullable
    Line next() {
        while (true) {
            int end = at;
            while (end < chunk.length && chunk[end] != '\n') {
                end++;
            }
            boolean whole = end < chunk.length;
            keep(end);
            at = whole ? end + 1 : end;
            if (!whole && !(ended && (begunLength > 0 || tooLong))) {
                return null;
            }
            Line line = take();
            if (line != null) {
                return line;
            }
        }
    }

    /** Puts what there is of the current line behind what came before. */
    private void keep(int end) {
        int more = end - at;
        if (tooLong || begunLength + more > longest + 1) { // a CR may follow, which does not count
            tooLong = true;
            begun = NOTHING;
            begunLength = 0;
            return;
        }
        if (begun.length < begunLength + more) {
            begun = Arrays.copyOf(begun, Math.max(begunLength + more, Math.min(longest + 1, 2 * begun.length)));
        }
        System.arraycopy(chunk, at, begun, begunLength, more);
        begunLength += more;
    }

    private @Nullable Line take() {
        number++;
        int length = begunLength > 0 && begun[begunLength - 1] == '\r' ? begunLength - 1 : begunLength;
        boolean over = tooLong || length > longest;
        boolean blank = !over && isBlank(length);
        byte[] bytes = begun;
        begunLength = 0;
        tooLong = false;
        if (blank) {
            return null;
        }
        return new Line(number, over ? null : Arrays.copyOf(bytes, length));
    }

    private boolean isBlank(int length) {
        for (int i = 0; i < length; i++) {
            if (begun[i] != ' ' && begun[i] != '\t' && begun[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
