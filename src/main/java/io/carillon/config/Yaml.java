package io.carillon.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema) into a {@link Value}; what is wrong with the text itself becomes violations. */
final class Yaml {

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(true) // these two are told by us, with their lines and together with all the others
            .setAllowNonScalarKeys(true)
            .build();
    private static final Map<Tag, Value.Type> TYPES = Map.of(
            Tag.STR, Value.Type.TEXT,
            Tag.INT, Value.Type.INTEGER,
            Tag.FLOAT, Value.Type.DECIMAL,
            Tag.BOOL, Value.Type.FLAG,
            Tag.NULL, Value.Type.NULL);

    private final IntFunction<Origin> origins;
    private final Violations violations;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private Yaml(IntFunction<Origin> origins, Violations violations) {
        this.origins = origins;
        this.violations = violations;
    }

    /**
     * Reads a text that is one document.
     *
     * @param origins what a line, counted from 1, is called
     * @return nothing where the text says nothing or cannot be read
     */
    static Value read(String text, IntFunction<Origin> origins, Violations violations) {
        return new Yaml(origins, violations).read(text);
    }

    /** The text of a scalar in quotes; empty where the YAML is anything else, or none. */
    static Optional<String> quoted(String text) {
        try {
            return new Compose(SETTINGS)
                    .composeString(text)
                    .filter(node -> node instanceof ScalarNode scalar && isQuoted(scalar.getScalarStyle()))
                    .map(node -> ((ScalarNode) node).getValue());
        } catch (YamlEngineException e) {
            return Optional.empty();
        }
    }

    /** Whether a text, written without quotes, would be read as that text. */
    static boolean isPlainText(String text) {
        return Tag.STR.equals(SETTINGS.getSchema().getScalarResolver().resolve(text, true));
    }

    private static boolean isQuoted(ScalarStyle style) {
        return style == ScalarStyle.DOUBLE_QUOTED || style == ScalarStyle.SINGLE_QUOTED;
    }

    private Value read(String text) {
        try {
            return new Compose(SETTINGS)
                    .composeString(text)
                    .map(root -> value(root, origin(root), SettingPath.ROOT))
                    .orElseGet(() -> Value.Scalar.nothing(origins.apply(1)));
        } catch (MarkedYamlEngineException e) {
            Origin origin =
                    e.getProblemMark().or(e::getContextMark).map(this::origin).orElse(origins.apply(1));
            violations.add(origin, "(syntax)", problem(e), "YAML 1.2");
            return Value.Scalar.nothing(origin);
        } catch (YamlEngineException e) {
            violations.add(origins.apply(1), "(syntax)", "unreadable text", "YAML 1.2");
            return Value.Scalar.nothing(origins.apply(1));
        }
    }

    /** Without the lines around it and without names of aliases: either could be a secret. */
    private static String problem(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        return problem.startsWith("found undefined alias")
                ? "found undefined alias (quote a text that begins with *)"
                : problem;
    }

    private Value value(Node node, Origin origin, SettingPath path) {
        if (!open.add(node)) {
            violations.add(origin, "(syntax)", "an alias to something that contains it", "a tree");
            return Value.Scalar.nothing(origin);
        }
        try {
            if (node instanceof MappingNode mapping) {
                return entries(mapping, origin, path);
            }
            if (node instanceof SequenceNode sequence) {
                return new Value.Items(items(sequence, path), origin);
            }
            return scalar((ScalarNode) node, origin);
        } finally {
            open.remove(node);
        }
    }

    private List<Value> items(SequenceNode sequence, SettingPath path) {
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(value(item, origin(item), path.item(items.size())));
        }
        return items;
    }

    /** An entry's origin is the line of its key: that is where one looks for it. */
    private Value entries(MappingNode mapping, Origin origin, SettingPath path) {
        Map<String, Value> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Origin at = origin(tuple.getKeyNode());
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                SettingPath below = path.key(key.getValue());
                Value value = value(tuple.getValueNode(), at, below);
                Value before = entries.put(key.getValue(), value);
                if (before != null) {
                    entries.put(key.getValue(), Layers.merge(before, value)); // so that no mistake is hidden
                    violations.add(at, below.toString(), "the key again", "once; it stands at " + before.origin());
                }
            } else {
                violations.add(at, "(syntax)", "a key that is a list or a map", "text as key");
            }
        }
        return new Value.Entries(entries, origin);
    }

    private Value scalar(ScalarNode node, Origin origin) {
        Value.Type type = TYPES.get(node.getTag());
        if (type == null) {
            violations.add(origin, "(syntax)", "a tag", "a value without a tag");
            return Value.Scalar.nothing(origin);
        }
        return new Value.Scalar(type, node.getValue(), origin);
    }

    private Origin origin(Node node) {
        return node.getStartMark().map(this::origin).orElse(origins.apply(1));
    }

    private Origin origin(Mark mark) {
        return origins.apply(mark.getLine() + 1);
    }
}
