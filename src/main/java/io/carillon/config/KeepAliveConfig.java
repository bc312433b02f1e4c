package io.carillon.config;

import java.time.Duration;

/**
 * How the server finds out that a connection is gone.
 *
 * @param interval the longest time between two pings
 * @param timeout how long a pong may take; then the connection is closed with 1008
 * @param jitter the part of the interval, 0 to 0.9, that is taken off at random, so that pings do not come in step
 */
public record KeepAliveConfig(Duration interval, Duration timeout, double jitter) {

    private static final double MOST_JITTER = 0.9;
    private static final Duration LEAST = Duration.ofMillis(10);
    private static final Duration MOST = Duration.ofHours(24);

    /** What holds where nothing is configured. */
    public static final KeepAliveConfig DEFAULT =
            new KeepAliveConfig(Duration.ofSeconds(30), Duration.ofSeconds(10), 0.2);

    public KeepAliveConfig {
        Checks.that(interval.compareTo(LEAST) >= 0, "the interval is 10ms or more", interval);
        Checks.that(timeout.compareTo(LEAST) >= 0, "the timeout is 10ms or more", timeout);
        Checks.that(jitter >= 0 && jitter <= MOST_JITTER, "the jitter is 0 to 0.9", jitter);
    }

    static KeepAliveConfig read(Section section) {
        return read(section, DEFAULT, MOST);
    }

    /** Of an endpoint: what the server's says, but no longer between two pings than its own limit. */
    static KeepAliveConfig read(Section section, KeepAliveConfig server) {
        Duration most = section.value("interval-limit", Rule.duration(LEAST, MOST), MOST);
        Duration interval = server.interval.compareTo(most) > 0 ? most : server.interval;
        return read(section, new KeepAliveConfig(interval, server.timeout, server.jitter), most);
    }

    private static KeepAliveConfig read(Section section, KeepAliveConfig fallback, Duration most) {
        return new KeepAliveConfig(
                section.value("interval", Rule.duration(LEAST, most), fallback.interval),
                section.value("timeout", Rule.duration(LEAST, MOST), fallback.timeout),
                section.value("jitter", Rule.decimal(0, MOST_JITTER), fallback.jitter));
    }
}
