package io.carillon.config;

import java.time.Duration;

/**
 * When the configuration is read again, besides at a SIGHUP.
 *
 * @param watch how often it is looked whether its files have changed; never where it is zero
 */
public record ReloadConfig(Duration watch) {

    private static final Duration WATCH = Duration.ofSeconds(5);

    public ReloadConfig {
        Checks.that(!watch.isNegative(), "a time is 0 or more", watch);
    }

    static ReloadConfig read(Section section) {
        return new ReloadConfig(section.value("watch", Rule.duration(Duration.ZERO, Duration.ofHours(1)), WATCH));
    }
}
