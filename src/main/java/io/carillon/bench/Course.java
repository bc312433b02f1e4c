package io.carillon.bench;

/** When what happens, as {@link System#nanoTime}; nothing is known before {@link #begin}. Any thread. */
final class Course {

    private volatile long from = Long.MAX_VALUE;
    private volatile long to = Long.MAX_VALUE;

    void begin(long measuredFrom, long measuredTo) {
        from = measuredFrom;
        to = measuredTo;
    }

    /** Ends it now, where it has not ended. */
    void end(long now) {
        to = Math.min(to, now);
    }

    /** Whether a message that was due then counts. */
    boolean isMeasured(long due) {
        return due >= from && due < to;
    }

    /** Whether nothing is published any more. */
    boolean isOver(long now) {
        return now >= to;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }
}
