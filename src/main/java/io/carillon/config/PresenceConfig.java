package io.carillon.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What one pattern says about who is told who is in its rooms; what it leaves open a less specific pattern may say. It
 * stands among the other keys of the pattern.
 *
 * @param on whether anybody is told anything
 * @param visible whether that is more than how many there are
 * @param grace how long whoever breaks off stays a member
 */
record PresenceConfig(Optional<Boolean> on, Optional<Boolean> visible, Optional<Duration> grace) {

    static final PresenceConfig EMPTY = new PresenceConfig(Optional.empty(), Optional.empty(), Optional.empty());

    private static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

    static PresenceConfig read(Section section) {
        PresenceConfig read = new PresenceConfig(
                section.optional("presence", Rule.flag()),
                section.optional("members-visible", Rule.flag()),
                section.optional("presence-grace", Rule.duration(Duration.ZERO, LONGEST_GRACE)));
        if (read.on.filter(on -> !on).isPresent()) {
            String allowed = "nothing beside presence: false, or presence: true";
            read.visible.ifPresent(visible -> section.violation("members-visible", visible.toString(), allowed));
            read.grace.ifPresent(grace -> section.violation("presence-grace", Durations.format(grace), allowed));
        }
        return read;
    }

    /** What this says and, where it is silent, what the other one says. */
    PresenceConfig or(PresenceConfig lessSpecific) {
        return new PresenceConfig(
                on.or(lessSpecific::on), visible.or(lessSpecific::visible), grace.or(lessSpecific::grace));
    }

    Optional<PresenceSettings> settings() {
        PresenceSettings usual = PresenceSettings.DEFAULT;
        return on.filter(present -> present)
                .map(present -> new PresenceSettings(visible.orElse(usual.visible()), grace.orElse(usual.grace())));
    }
}
