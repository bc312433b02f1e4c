package io.carillon.gateway;

import io.carillon.message.CloseCode;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the compressed messages of one client as they arrive (RFC 7692, section 7.2.2). What comes out is bounded: one
 * byte above the limit ends it, whatever could still come. Holds native memory from the first compressed message on, and
 * only during a message where the client compresses each by itself. For one event loop.
 */
final class Inflation {

    /** What the client cut off the end, and one more block of nothing: behind a whole message neither yields a byte. */
    private static final byte[] TAIL = {0, 0, -1, -1, 0, 0, 0, -1, -1};

    private static final int WINDOW = 1 << Deflate.LARGEST_WINDOW;

    /** Beyond so many last blocks in one message the window is dropped: two bytes are not to cost a copy of it each. */
    private static final int MOST_RESTARTS = 64;

    private final boolean takeover;
    private @Nullable Inflater inflater;
    private int restarts;

    Inflation(Deflate deflate) {
        this.takeover = !deflate.clientNoContextTakeover();
    }

    /**
     * Takes the next bytes of a message.
     *
     * @param limit the largest message, in bytes
     */
    void inflate(byte[] bytes, int count, MessageBuffer out, int limit) {
        Inflater open = inflater();
        open.setInput(bytes, 0, count);
        try {
            for (boolean more = true; more; ) {
                more = step(open, out, limit);
                if (open.finished()) {
                    int left = open.getRemaining();
                    restart(open, out);
                    open.setInput(bytes, count - left, left);
                    more = left > 0;
                }
            }
        } catch (DataFormatException e) {
            throw invalid();
        }
    }

    /** Fills the room that there is, and returns whether it was too small. */
    private boolean step(Inflater open, MessageBuffer out, int limit) throws DataFormatException {
        out.reserve(1, limit + 1);
        int room = out.bytes().length - out.length();
        int count = open.inflate(out.bytes(), out.length(), room);
        out.added(count);
        if (out.length() > limit) {
            throw new ProtocolException(
                    CloseCode.TOO_LARGE, "a message that inflates to more than " + limit + " bytes");
        }
        return count == room;
    }

    /**
     * A block said that it is the last one, but a message, and the messages that share its window, may go on behind it
     * (section 7.2.3.4). Of the window the JDK gives nothing back, so it is this message's part of it.
     */
    private void restart(Inflater open, MessageBuffer out) {
        open.reset();
        if (++restarts <= MOST_RESTARTS) {
            int from = Math.max(0, out.length() - WINDOW);
            open.setDictionary(out.bytes(), from, out.length() - from);
        }
    }

    /** The message has come to its end, and has to be whole. */
    void end(MessageBuffer out, int limit) {
        int length = out.length();
        restarts = 0;
        inflate(TAIL, TAIL.length, out, limit);
        if (out.length() != length) {
            throw invalid();
        }
        if (!takeover) {
            close();
        }
    }

    /** Gives the native memory back. */
    void close() {
        Inflater open = inflater;
        inflater = null;
        if (open != null) {
            open.end();
        }
    }

    /** Whether native memory is held; for tests and counters. */
    boolean isOpen() {
        return inflater != null;
    }

    private Inflater inflater() {
        Inflater open = inflater;
        if (open == null) {
            open = new Inflater(true);
            inflater = open;
        }
        return open;
    }

    private static ProtocolException invalid() {
        return new ProtocolException(CloseCode.DATA_INVALID, "a message that cannot be inflated");
    }
}
