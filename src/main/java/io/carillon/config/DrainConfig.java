package io.carillon.config;

import java.time.Duration;

/**
 * How the node stops.
 *
 * @param over the time over which connections are closed
 * @param limit the time after which the process ends, whatever is left
 */
public record DrainConfig(Duration over, Duration limit) {

    private static final Duration MOST = Duration.ofHours(24);

    public DrainConfig {
        Checks.that(!over.isNegative(), "a time is 0 or more", over);
        Checks.that(!limit.isNegative(), "a time is 0 or more", limit);
    }

    static DrainConfig read(Section section) {
        return new DrainConfig(
                section.value("over", Rule.duration(Duration.ZERO, MOST), Duration.ofSeconds(10)),
                section.value("limit", Rule.duration(Duration.ZERO, MOST), Duration.ofSeconds(30)));
    }
}
