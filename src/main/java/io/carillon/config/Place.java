package io.carillon.config;

import java.util.Map;
import java.util.Optional;

/**
 * A node of the {@link Catalogue} together with its path.
 *
 * @param path with {@code <name>} and {@code []} for any name and any index
 */
record Place(SettingPath path, Catalogue.Node node) {

    static Place root() {
        return new Place(SettingPath.ROOT, Catalogue.known().root());
    }

    /** What stands under a key that is written here; empty where there is no such setting or section. */
    Optional<Place> below(String key) {
        Optional<Place> named = Optional.ofNullable(node.keys().get(key)).map(at -> new Place(path.key(key), at));
        return named.or(this::each);
    }

    /** What stands under any key of a map and any index of a list. */
    Optional<Place> each() {
        SettingPath.Segment any = node.isList() ? SettingPath.Segment.ANY_INDEX : SettingPath.Segment.ANY_KEY;
        return node.each().map(at -> new Place(path.then(any), at));
    }

    /** A setting of this section, or of each part of this map or list; empty where there is none of that name. */
    Optional<Place> setting(String key) {
        Map<String, Catalogue.Node> keys = node.each().map(Catalogue.Node::keys).orElse(node.keys());
        return Optional.ofNullable(keys.get(key))
                .map(at -> new Place(each().map(Place::path).orElse(path).key(key), at));
    }
}
