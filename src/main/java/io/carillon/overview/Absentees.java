package io.carillon.overview;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Which nodes have left the cluster in the last minutes, as this one has seen it. Times are ms since 1970. Thread-safe. */
final class Absentees {

    static final String NODE = "node";
    static final String SINCE = "since";
    static final String VERSION = "version";

    static final long KEPT = TimeUnit.MINUTES.toMillis(15);

    private final Map<String, Long> left = new LinkedHashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private Set<String> there = Set.of();

    /** These are there now. */
    synchronized void look(Set<String> nodes, long now) {
        for (String node : there) {
            if (!nodes.contains(node)) {
                left.put(node, now);
            }
        }
        there = Set.copyOf(nodes);
        forget(now);
    }

    /** A node has told which version it is; who is gone cannot be asked. */
    synchronized void heard(String node, String version) {
        if (there.contains(node)) {
            versions.put(node, version);
        }
    }

    private void forget(long now) {
        left.keySet().removeAll(there);
        left.values().removeIf(since -> now - since > KEPT);
        Set<String> known = new HashSet<>(there);
        known.addAll(left.keySet());
        versions.keySet().retainAll(known);
    }

    /** Those that have left and are not back, who left first being first. */
    synchronized JsonArray tell(long now) {
        forget(now);
        JsonArray all = new JsonArray();
        left.forEach((node, since) -> {
            JsonObject one = new JsonObject().put(NODE, node).put(SINCE, since);
            String version = versions.get(node);
            all.add(version == null ? one : one.put(VERSION, version));
        });
        return all;
    }
}
