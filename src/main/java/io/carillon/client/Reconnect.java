package io.carillon.client;

import java.time.Duration;

/**
 * When a lost connection is tried again: after a random part of a time that doubles with each failure.
 *
 * @param base the longest first pause
 * @param cap the longest pause of all
 * @param calm after so long a connection is one that works: the next pause is short again
 */
public record Reconnect(Duration base, Duration cap, Duration calm) {

    /** What holds where nothing is said. */
    public static final Reconnect DEFAULT =
            new Reconnect(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException where the base is not above zero, or above the cap */
    public Reconnect {
        if (base.toMillis() < 1 || base.compareTo(cap) > 0 || calm.isNegative()) {
            throw new IllegalArgumentException("a base from 1ms up to the cap, and a calm of 0 or more, found: " + base
                    + ", " + cap + ", " + calm);
        }
    }

    /** The pauses themselves. */
    Backoff backoff(java.util.function.DoubleSupplier random) {
        return new Backoff(base.toMillis(), cap.toMillis(), random);
    }
}
