package io.carillon.config;

import java.util.Optional;
import java.util.Set;

/**
 * Where the event bus of a node listens, and is reached by the others.
 *
 * @param host an address or name of this node, which the others are told; where it is absent it is Hazelcast's
 * @param port 0 to 65535; 0 picks a free one
 */
public record BusConfig(Optional<String> host, int port) {

    private static final Set<String> ALL_ADDRESSES = Set.of("0.0.0.0", "::", "[::]");

    /** What holds where nothing is configured. */
    public static final BusConfig CHOSEN = new BusConfig(Optional.empty(), 0);

    public BusConfig {
        host.ifPresent(Checks::host);
        Checks.that(host.filter(ALL_ADDRESSES::contains).isEmpty(), "others reach one address", host);
        Checks.port(port);
    }

    static BusConfig read(Section section) {
        Rule<String> one = Rule.text()
                .and(
                        "an address or name of this node, which the others are told",
                        host -> !ALL_ADDRESSES.contains(host));
        return new BusConfig(
                section.optional("host", one),
                section.value("port", Rule.integer(0, Checks.HIGHEST_PORT), CHOSEN.port));
    }
}
