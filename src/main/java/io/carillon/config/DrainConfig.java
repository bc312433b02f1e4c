package io.carillon.config;

import java.time.Duration;

/**
 * How the node stops.
 *
 * @param delay the time in which the node is unready already, and goes on as before: whoever spreads clients learns of it
 * @param over the time over which connections are closed
 * @param limit the time after which the process ends, whatever is left
 */
public record DrainConfig(Duration delay, Duration over, Duration limit) {

    private static final Duration MOST = Duration.ofHours(24);

    public DrainConfig {
        Checks.that(!delay.isNegative(), "a time is 0 or more", delay);
        Checks.that(!over.isNegative(), "a time is 0 or more", over);
        Checks.that(!limit.isNegative(), "a time is 0 or more", limit);
    }

    static DrainConfig read(Section section) {
        Duration delay = section.value("delay", Rule.duration(Duration.ZERO, MOST), Duration.ZERO);
        Duration over = section.value("over", Rule.duration(Duration.ZERO, MOST), Duration.ofSeconds(10));
        Duration limit = section.value("limit", Rule.duration(Duration.ZERO, MOST), Duration.ofSeconds(30));
        if (!delay.isZero() && delay.compareTo(limit) >= 0) {
            section.violation("delay", Durations.format(delay), "less than drain.limit, " + Durations.format(limit));
        }
        return new DrainConfig(delay, over, limit);
    }
}
