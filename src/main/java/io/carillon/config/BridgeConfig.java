package io.carillon.config;

import java.util.Optional;

/**
 * The way in for services that are not on the JVM: frames of Vert.x's TCP event bus bridge.
 *
 * @param host the address or name to listen on
 * @param port 0 to 65535; 0 picks a free one
 * @param connections at a time
 */
public record BridgeConfig(String host, int port, int connections) {

    private static final int MOST = 100_000;
    private static final String LOOPBACK = "127.0.0.1";
    private static final int USUAL = 100;

    public BridgeConfig {
        Checks.host(host);
        Checks.port(port);
        Checks.that(connections > 0, "a bridge has 1 connection or more", connections);
    }

    /** Empty where no port is written. */
    static Optional<BridgeConfig> read(Section bridge) {
        return bridge.section("tcp", section -> {
            String host = section.value("host", Rule.text(), LOOPBACK);
            Optional<Integer> port = section.optional("port", Rule.integer(0, Checks.HIGHEST_PORT));
            int connections = section.value("connections", Rule.integer(1, MOST), USUAL);
            if (!section.has("port") && !(host.equals(LOOPBACK) && connections == USUAL)) {
                section.violation("port", "nothing", "a port: without one there is no bridge");
            }
            return port.map(known -> new BridgeConfig(host, known, connections));
        });
    }
}
