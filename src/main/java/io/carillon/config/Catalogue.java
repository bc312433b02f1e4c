package io.carillon.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting that exists, as a tree. It is made by letting the configuration read itself from nothing, so that it
 * cannot differ from what is really read. Immutable once made.
 */
final class Catalogue {

    /** What may stand at one place. */
    static final class Node {

        private final Map<String, Node> keys = new LinkedHashMap<>();
        private Optional<Node> each = Optional.empty();
        private boolean list;
        private Optional<Setting> setting = Optional.empty();

        /** The known keys of a section. */
        Map<String, Node> keys() {
            return Collections.unmodifiableMap(keys);
        }

        /** What stands under any key of a map or any index of a list; empty where this is neither. */
        Optional<Node> each() {
            return each;
        }

        boolean isList() {
            return list;
        }

        /** What is known of it, where it is a setting and no section. */
        Optional<Setting> setting() {
            return setting;
        }

        Optional<Node> below(SettingPath.Segment segment) {
            return each.or(() -> Optional.ofNullable(keys.get(segment.text())));
        }

        private Node grow(SettingPath.Segment segment) {
            if (segment.kind() == SettingPath.Kind.KEY) {
                return keys.computeIfAbsent(segment.text(), key -> new Node());
            }
            list = segment.kind() == SettingPath.Kind.ANY_INDEX;
            Node node = each.orElseGet(Node::new);
            each = Optional.of(node);
            return node;
        }
    }

    private static final class Known {
        static final Catalogue CATALOGUE = new Catalogue();
    }

    private final Node root = new Node();
    private final List<Setting> settings = new ArrayList<>();

    private Catalogue() {
        Section.survey(this::add).readAll(Config::read);
    }

    static Catalogue known() {
        return Known.CATALOGUE;
    }

    private void add(Setting setting) {
        settings.add(setting);
        Node node = root;
        for (SettingPath.Segment segment : setting.path().segments()) {
            node = node.grow(segment);
        }
        node.setting = Optional.of(setting);
    }

    Node root() {
        return root;
    }

    /** In the order in which they are read; {@code <name>} and {@code []} stand for any key and any index. */
    List<Setting> settings() {
        return Collections.unmodifiableList(settings);
    }

    /** What may stand at a path; empty where there is no such setting or section. */
    Optional<Node> find(SettingPath path) {
        Optional<Node> node = Optional.of(root);
        for (SettingPath.Segment segment : path.segments()) {
            node = node.flatMap(at -> at.below(segment));
        }
        return node;
    }
}
