package io.carillon.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The node among nodes.
 *
 * @param config a Hazelcast configuration; where it is absent the node is a cluster of one, and joins nobody
 */
public record ClusterConfig(Optional<Path> config) {

    static ClusterConfig read(Section section) {
        return new ClusterConfig(section.optional("config", Rule.file()));
    }
}
