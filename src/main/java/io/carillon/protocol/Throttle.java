package io.carillon.protocol;

import io.carillon.gateway.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection to the number of messages and errors that it may cause in a second. Plain; for one event loop.
 *
 * <p>What is above the rate of messages is refused. Who has been refused as much as would be allowed in five seconds,
 * without having kept to the rate for one, is persistent, and so is who causes more errors than allowed.
 */
final class Throttle {

    private static final int PERSISTENT_SECONDS = 5;
    private static final int LEAST_REFUSALS = 10;

    private final @Nullable Rate messages;
    private final @Nullable Rate errors;
    private final int mostRefusals;
    private int refusals;

    /**
     * @param messages a second; 0 for no limit
     * @param errors a second; 0 for no limit
     * @param now as {@link System#nanoTime}
     */
    Throttle(int messages, int errors, long now) {
        this.messages = messages == 0 ? null : new Rate(messages, now);
        this.errors = errors == 0 ? null : new Rate(errors, now);
        this.mostRefusals =
                (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_REFUSALS, (long) messages * PERSISTENT_SECONDS));
    }

    /** Whether there is anything to hold to. */
    boolean isNeeded() {
        return messages != null || errors != null;
    }

    /** Counts a message; false where it is above the rate. */
    boolean message(long now) {
        Rate rate = messages;
        if (rate == null) {
            return true;
        }
        if (rate.isRested(now)) {
            refusals = 0;
        }
        if (rate.take(now)) {
            return true;
        }
        refusals++;
        return false;
    }

    /** Counts an error; false where it is above the rate. */
    boolean error(long now) {
        Rate rate = errors;
        return rate == null || rate.take(now);
    }

    /** Whether it was refused too often. */
    boolean isPersistent() {
        return refusals >= mostRefusals;
    }

    /** When it makes sense to try again, in ms from now. */
    long retryAfter() {
        Rate rate = messages;
        return rate == null ? 0 : Math.max(1, rate.pause());
    }
}
