package io.carillon.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A node as Prometheus scrapes it by our ServiceMonitor: the labels of the target, and what becomes of a sample's own, which
 * Prometheus moves aside where the target has one of the same name.
 *
 * @param labels of the target, by name
 */
public record ScrapedTarget(Map<String, String> labels) {

    /** What the operator's relabelling gives each target of a ServiceMonitor, with what would be in them. */
    private static final Map<String, String> OF_OPERATOR = Map.of(
            "namespace", "carillon",
            "service", "carillon-nodes",
            "pod", "carillon-0",
            "container", "carillon",
            "endpoint", "management",
            "job", "carillon-nodes",
            "instance", "10.0.0.1:9080");

    /** With what the ServiceMonitor's own relabelling leaves of them. */
    public static ScrapedTarget of(Path serviceMonitor) {
        Map<String, String> labels = new TreeMap<>(OF_OPERATOR);
        for (Object relabelling : relabellings(serviceMonitor)) {
            Map<?, ?> rule = (Map<?, ?>) relabelling;
            if (!"labeldrop".equals(rule.get("action"))) {
                throw new AssertionError("a relabelling that is not played here: " + rule);
            }
            labels.keySet().removeIf(name -> name.matches((String) rule.get("regex")));
        }
        return new ScrapedTarget(labels);
    }

    private static List<?> relabellings(Path serviceMonitor) {
        try {
            Map<?, ?> resource = (Map<?, ?>)
                    new Load(LoadSettings.builder().build()).loadFromString(Files.readString(serviceMonitor));
            Map<?, ?> endpoint = (Map<?, ?>) ((List<?>) ((Map<?, ?>) resource.get("spec")).get("endpoints")).get(0);
            return endpoint.get("relabelings") instanceof List<?> rules ? rules : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The labels that a sample has in Prometheus, as in a configuration without {@code honor_labels}. */
    public Map<String, String> with(Map<String, String> ofSample) {
        Map<String, String> all = new TreeMap<>(labels);
        ofSample.forEach((name, value) -> all.put(labels.containsKey(name) ? "exported_" + name : name, value));
        return all;
    }

    /** The names of the target's labels. */
    public Set<String> names() {
        return new LinkedHashSet<>(labels.keySet());
    }
}
