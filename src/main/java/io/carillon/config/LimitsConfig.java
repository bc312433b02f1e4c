package io.carillon.config;

import java.time.Duration;

/**
 * What clients may cost.
 *
 * @param admission of this node, over all its endpoints
 * @param connection what holds for a connection where its endpoint says nothing else
 * @param handshake how long an upgrade may take
 * @param header bytes of the request line, and of all headers together
 * @param sessions of one user, in the cluster
 */
public record LimitsConfig(
        AdmissionLimits admission,
        ConnectionLimits connection,
        Duration handshake,
        int header,
        SessionLimits sessions) {

    private static final int MIB = 1024 * 1024;
    private static final Duration SHORTEST = Duration.ofMillis(10);

    public LimitsConfig {
        Checks.that(handshake.compareTo(SHORTEST) >= 0, "a handshake has 10ms or more", handshake);
        Checks.that(header > 0, "headers have 1 byte or more", header);
    }

    static LimitsConfig read(Section section) {
        return new LimitsConfig(
                AdmissionLimits.read(section, AdmissionLimits.DEFAULT.connections()),
                ConnectionLimits.read(section, ConnectionLimits.DEFAULT),
                section.value("handshake", Rule.duration(SHORTEST, Duration.ofHours(1)), Duration.ofSeconds(5)),
                section.value("header", Rule.size(1024, MIB), 16 * 1024),
                section.section("sessions", SessionLimits::read));
    }
}
