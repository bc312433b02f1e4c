package io.carillon.config;

import java.time.Duration;

/**
 * What clients may cost.
 *
 * @param connections of this node; more are refused with 503
 * @param message bytes of the largest message that a client may send; a larger one closes with 1009
 * @param rooms that one connection may be in
 * @param queue bytes that may wait for a slow connection; more close it with 4003
 * @param handshake how long an upgrade may take
 * @param handshakesPerSecond upgrades of this node in a second, more are refused with 429; 0 for no limit
 */
public record LimitsConfig(
        int connections, int message, int rooms, int queue, Duration handshake, int handshakesPerSecond) {

    private static final int GIB = 1024 * 1024 * 1024;
    private static final int MILLION = 1_000_000;
    private static final Duration SHORTEST = Duration.ofMillis(10);

    public LimitsConfig {
        Checks.that(connections > 0, "connections are 1 or more", connections);
        Checks.that(message > 0, "a message has 1 byte or more", message);
        Checks.that(rooms > 0, "rooms are 1 or more", rooms);
        Checks.that(queue > 0, "a queue has 1 byte or more", queue);
        Checks.that(handshake.compareTo(SHORTEST) >= 0, "a handshake has 10ms or more", handshake);
        Checks.that(handshakesPerSecond >= 0, "handshakes are 0 or more", handshakesPerSecond);
    }

    static LimitsConfig read(Section section) {
        return new LimitsConfig(
                section.value("connections", Rule.integer(1, 10 * MILLION), 10_000),
                section.value("message", Rule.size(1, GIB), 64 * 1024),
                section.value("rooms", Rule.integer(1, MILLION), 100),
                section.value("queue", Rule.size(1, GIB), 1024 * 1024),
                section.value("handshake", Rule.duration(SHORTEST, Duration.ofHours(1)), Duration.ofSeconds(5)),
                section.value("handshakes-per-second", Rule.integer(0, MILLION), 0));
    }
}
