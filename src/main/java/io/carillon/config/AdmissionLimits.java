package io.carillon.config;

/**
 * How many may come in, and how fast.
 *
 * @param connections at once; more are refused with 503
 * @param handshakesPerSecond upgrades, more are refused with 429; 0 for no limit
 * @param handshakesPerAddress upgrades in a second from one address, more are refused with 429; 0 for no limit
 */
public record AdmissionLimits(int connections, int handshakesPerSecond, int handshakesPerAddress) {

    /** What holds for a node where nothing is configured. */
    public static final AdmissionLimits DEFAULT = new AdmissionLimits(10_000, 0, 0);

    private static final int MILLION = 1_000_000;

    public AdmissionLimits {
        Checks.that(connections > 0, "connections are 1 or more", connections);
        Checks.that(handshakesPerSecond >= 0, "handshakes are 0 or more", handshakesPerSecond);
        Checks.that(handshakesPerAddress >= 0, "handshakes are 0 or more", handshakesPerAddress);
    }

    static AdmissionLimits read(Section section, int connections) {
        return new AdmissionLimits(
                section.value("connections", Rule.integer(1, 10 * MILLION), connections),
                section.value("handshakes-per-second", Rule.integer(0, MILLION), 0),
                section.value("handshakes-per-address", Rule.integer(0, MILLION), 0));
    }
}
