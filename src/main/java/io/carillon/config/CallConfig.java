package io.carillon.config;

import java.time.Duration;

/**
 * What clients may ask of services.
 *
 * @param timeout how long a service may take to answer
 * @param waiting so many answers a connection may wait for; more calls are refused
 */
public record CallConfig(Duration timeout, int waiting) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final int MOST_WAITING = 10_000;

    public CallConfig {
        Checks.that(timeout.compareTo(SHORTEST) >= 0, "a service has 1ms or more", timeout);
        Checks.that(waiting > 0, "a connection may wait for 1 answer or more", waiting);
    }

    static CallConfig read(Section section) {
        return new CallConfig(
                section.value("timeout", Rule.duration(SHORTEST, Duration.ofHours(1)), Duration.ofSeconds(10)),
                section.value("waiting", Rule.integer(1, MOST_WAITING), 100));
    }
}
