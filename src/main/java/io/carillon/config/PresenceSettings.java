package io.carillon.config;

import java.time.Duration;

/**
 * What members of a room are told of each other.
 *
 * @param visible whether they see each other; otherwise they are only counted
 * @param grace how long a connection that broke off stays a member, so that its user can come back unnoticed
 */
public record PresenceSettings(boolean visible, Duration grace) {

    /** What holds where the configuration says that there is presence, and no more. */
    public static final PresenceSettings DEFAULT = new PresenceSettings(true, Duration.ZERO);

    public PresenceSettings {
        Checks.that(!grace.isNegative(), "a grace is 0 or longer", grace);
    }
}
