package io.carillon.gateway;

/**
 * How often something may happen: a number of times a second, and after a quiet time a second's worth at once. Plain:
 * the time is given to it, as {@link System#nanoTime} tells it. Not thread-safe.
 */
public final class Rate {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final int perSecond;
    private long credit;
    private long counted;

    /**
     * @param perSecond 1 or more
     */
    public Rate(int perSecond, long now) {
        this.perSecond = perSecond;
        this.credit = perSecond * SECOND;
        this.counted = now;
    }

    /** Whether it may happen once more now, which then is counted. */
    public boolean take(long now) {
        refill(now);
        if (credit < SECOND) {
            return false;
        }
        credit -= SECOND;
        return true;
    }

    /** Whether nothing happened for long enough that a second's worth may happen at once. */
    public boolean isRested(long now) {
        refill(now);
        return credit == perSecond * SECOND;
    }

    /** The time after the last question until it may happen again, in ms, rounded up. */
    public long pause() {
        long missing = Math.max(0, SECOND - credit);
        return (missing / perSecond + MILLI - 1) / MILLI;
    }

    private void refill(long now) {
        long passed = Math.min(now - counted, SECOND);
        counted = now;
        credit = Math.min(credit + passed * perSecond, perSecond * SECOND);
    }
}
