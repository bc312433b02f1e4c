package io.carillon.client;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt, in ms: a random time up to a bound that doubles ("full jitter"), so that
 * many who lost the same server do not come back in step. For one thread.
 */
public final class Backoff {

    private static final int MOST_DOUBLINGS = 30;

    private final long base;
    private final long cap;
    private final DoubleSupplier random;
    private int failures;

    /**
     * @param base the first bound, in ms
     * @param cap the last one, in ms
     * @param random 0 inclusive to 1 exclusive
     */
    public Backoff(long base, long cap, DoubleSupplier random) {
        this.base = base;
        this.cap = cap;
        this.random = random;
    }

    /** After one more failure. */
    public long next() {
        long bound = Math.min(cap, base << Math.min(failures, MOST_DOUBLINGS));
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        return (long) (random.getAsDouble() * bound);
    }

    /** After what was no failure: up to the first bound. */
    public long shortest() {
        return (long) (random.getAsDouble() * Math.min(cap, base));
    }

    /** Where trying again will hardly help: the upper half of the longest. */
    public long longest() {
        return cap - (long) (random.getAsDouble() * cap / 2);
    }

    /** All is well: the next pause will be short again. */
    public void reset() {
        failures = 0;
    }
}
