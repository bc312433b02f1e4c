package io.carillon.hub;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Since when the messages of one turn of an event loop are on their way. Hot path: one look at the clock a turn. */
final class TurnTimes {

    private static final int FIRST = 64;

    private long[] taken = new long[FIRST];
    private long[] accepted = new long[FIRST];
    private int size;
    private @Nullable FanOut fanOut;

    /** A message is written to its members in this turn; nothing where nobody knows since when. */
    void add(Broadcast broadcast, FanOut counters) {
        if (broadcast.taken() == 0) {
            return;
        }
        if (size == taken.length) {
            taken = Arrays.copyOf(taken, size * 2);
            accepted = Arrays.copyOf(accepted, size * 2);
        }
        taken[size] = broadcast.taken();
        accepted[size++] = broadcast.publication().accepted();
        fanOut = counters;
    }

    /** The turn is over, and all of it is on the sockets, or waits for its peer. */
    void end() {
        FanOut counters = fanOut;
        if (counters == null) {
            return;
        }
        long now = System.nanoTime();
        for (int i = 0; i < size; i++) {
            counters.turns().add(now - taken[i]);
            if (accepted[i] != 0) {
                counters.writes().add(now - accepted[i]);
            }
        }
        size = 0;
        fanOut = null;
    }
}
