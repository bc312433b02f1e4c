package io.carillon.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What one pattern says about its rooms' streams; what it leaves open a less specific pattern may say.
 *
 * @param on whether they have one
 * @param size the most messages
 * @param ttl how long a message is kept
 */
public record StreamConfig(boolean on, Optional<Integer> size, Optional<Duration> ttl) {

    static final StreamConfig OFF = new StreamConfig(false, Optional.empty(), Optional.empty());

    private static final int MOST = 100_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    static StreamConfig read(Section section) {
        return new StreamConfig(
                true,
                section.optional("size", Rule.integer(1, MOST)),
                section.optional("ttl", Rule.duration(SHORTEST, LONGEST)));
    }

    /** What this says and, where it is silent, what the other one says. */
    StreamConfig or(StreamConfig lessSpecific) {
        return on ? new StreamConfig(true, size.or(lessSpecific::size), ttl.or(lessSpecific::ttl)) : this;
    }

    Optional<StreamSettings> settings() {
        StreamSettings usual = StreamSettings.DEFAULT;
        return on
                ? Optional.of(new StreamSettings(size.orElse(usual.size()), ttl.orElse(usual.ttl())))
                : Optional.empty();
    }
}
