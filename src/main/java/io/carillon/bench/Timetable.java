package io.carillon.bench;

import java.util.List;

/** When the messages of one publisher are due: the streams of all take turns, each at the same distance. Not thread-safe. */
final class Timetable {

    private static final double SECOND = 1e9;

    private final List<Stream> own;
    private final int all;
    private final double distance;
    private final long start;
    private long round;
    private int turn;

    /**
     * @param own the publisher's streams, ascending
     * @param all how many streams there are
     * @param perSecond messages of all streams together
     * @param start when the first stream's first is due, as {@link System#nanoTime}
     */
    Timetable(List<Stream> own, int all, double perSecond, long start) {
        this.own = own;
        this.all = all;
        this.distance = SECOND / perSecond;
        this.start = start;
    }

    /** Whose turn it is. */
    Stream stream() {
        return own.get(turn);
    }

    /** When that is. */
    long due() {
        return start + Math.round((round * all + stream().id()) * distance);
    }

    void advance() {
        turn++;
        if (turn == own.size()) {
            turn = 0;
            round++;
        }
    }

    /** Passes over what is due before this time, and tells how much that was. */
    long skip(long time) {
        long count = 0;
        while (due() < time) {
            advance();
            count++;
        }
        return count;
    }
}
