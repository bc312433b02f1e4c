package io.carillon.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The node among nodes.
 *
 * @param config a Hazelcast configuration; where it is absent the node is a cluster of one, and joins nobody
 * @param bus where the node's event bus listens
 * @param quorum so many nodes have to be together for streams to be written; up to 1 for no such condition
 * @param copies other nodes that have a stream's message before its publisher is told that it is stored
 * @param tls what nodes prove themselves with to each other on the event bus; empty where they need not
 */
public record ClusterConfig(Optional<Path> config, BusConfig bus, int quorum, int copies, Optional<BusTlsConfig> tls) {

    /** What holds where nothing is configured. */
    public static final ClusterConfig ALONE = new ClusterConfig(Optional.empty(), 0, 1);

    private static final int MOST_COPIES = 6;
    private static final int MOST_NODES = 1000;

    public ClusterConfig {
        Checks.that(quorum >= 0 && quorum <= MOST_NODES, "a quorum is 0 to " + MOST_NODES, quorum);
        Checks.that(copies >= 0 && copies <= MOST_COPIES, "there are 0 to " + MOST_COPIES + " copies", copies);
    }

    /** The same with an event bus that listens where it is chosen for it, and without TLS there. */
    public ClusterConfig(Optional<Path> config, int quorum, int copies) {
        this(config, BusConfig.CHOSEN, quorum, copies, Optional.empty());
    }

    static ClusterConfig read(Section section) {
        Optional<Path> config = section.optional("config", Rule.file());
        int quorum = section.value("quorum", Rule.integer(0, MOST_NODES), ALONE.quorum);
        if (quorum > 1 && config.isEmpty() && !section.isBroken("config")) {
            section.violation("quorum", quorum + ", and no cluster.config", "0 or 1 for a node that is alone");
        }
        return new ClusterConfig(
                config,
                section.section("bus", BusConfig::read),
                quorum,
                section.value("copies", Rule.integer(0, MOST_COPIES), ALONE.copies),
                section.section("tls", BusTlsConfig::read));
    }
}
