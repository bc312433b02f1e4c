package io.carillon.hub;

import java.util.concurrent.TimeUnit;

/**
 * How a room was when somebody looked at it: from two of these follows how many messages a second it has. Between looks nothing
 * runs. Immutable.
 *
 * @param count how many messages the room had had
 * @param nanos when that was, as {@link System#nanoTime}
 * @param rate messages a second from the glance before until this one; NaN where nobody had looked shortly before
 */
record Glance(long count, long nanos, double rate) {

    /** Who looks sooner again sees the same: the rate of a moment says nothing. */
    static final long SHORTEST = TimeUnit.SECONDS.toNanos(1);

    /** After so long a rate would tell of a time that nobody is asking about. */
    static final long LONGEST = TimeUnit.SECONDS.toNanos(15);

    /** The first one: of a rate nothing is known yet. */
    static Glance first(long count, long nanos) {
        return new Glance(count, nanos, Double.NaN);
    }

    /** The next one; this one, where it was a moment ago. */
    Glance next(long countNow, long now) {
        long passed = now - nanos;
        if (passed < SHORTEST) {
            return this;
        }
        return passed > LONGEST
                ? first(countNow, now)
                : new Glance(countNow, now, (countNow - count) * (double) TimeUnit.SECONDS.toNanos(1) / passed);
    }
}
