package io.carillon.config;

import java.time.Duration;

/**
 * What a room's stream keeps.
 *
 * @param size the most messages
 * @param ttl how long a message is kept
 */
public record StreamSettings(int size, Duration ttl) {

    /** What holds where the configuration says that there is a stream, and no more. */
    public static final StreamSettings DEFAULT = new StreamSettings(1000, Duration.ofMinutes(10));

    public StreamSettings {
        Checks.that(size >= 1, "a stream keeps 1 message or more", size);
        Checks.that(ttl.toMillis() >= 1, "a stream keeps messages for 1 ms or longer", ttl);
    }
}
