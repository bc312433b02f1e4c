package io.carillon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts what was written in several places on top of each other, the weakest first. Maps merge deeply, lists and single
 * values are replaced; {@code null} takes a value back to its default, and says nothing about a map. Of one thread.
 */
final class Layers {

    private final Violations violations;
    private Value tree = Value.Entries.none(Origin.DEFAULT);

    Layers(Violations violations) {
        this.violations = violations;
    }

    /** What holds so far. */
    Value tree() {
        return tree;
    }

    /** Lays a whole tree on top. */
    void add(Value stronger) {
        tree = merge(tree, stronger);
    }

    /** Lays one value on top, whatever it is, at its place. */
    void add(SettingPath path, Value value) {
        tree = assign(Optional.of(tree), path, 0, value);
    }

    /** Both, the second over the first. */
    static Value merge(Value weaker, Value stronger) {
        if (!(weaker instanceof Value.Entries below)) {
            return stronger;
        }
        if (stronger instanceof Value.Entries above) {
            Value.Entries merged = below;
            for (var entry : above.entries().entrySet()) {
                Value value = below.find(entry.getKey())
                        .map(under -> merge(under, entry.getValue()))
                        .orElse(entry.getValue());
                merged = merged.with(entry.getKey(), value);
            }
            return merged;
        }
        return stronger.isNull() ? weaker : stronger;
    }

    private Value assign(Optional<Value> target, SettingPath path, int depth, Value value) {
        if (depth == path.segments().size()) {
            return target.map(weaker -> merge(weaker, value)).orElse(value);
        }
        SettingPath.Segment segment = path.segments().get(depth);
        SettingPath above = new SettingPath(path.segments().subList(0, depth));
        boolean list = Catalogue.known().find(above).map(Catalogue.Node::isList).orElse(false);
        if (list || segment.kind() == SettingPath.Kind.INDEX) {
            return item(target, path, depth, value);
        }
        Value.Entries entries = target.filter(Value.Entries.class::isInstance)
                .map(Value.Entries.class::cast)
                .orElseGet(() -> Value.Entries.none(value.origin()));
        return entries.with(segment.text(), assign(entries.find(segment.text()), path, depth + 1, value));
    }

    /** An index may be that of an item, or the next one. */
    private Value item(Optional<Value> target, SettingPath path, int depth, Value value) {
        List<Value> items = new ArrayList<>(target.filter(Value.Items.class::isInstance)
                .map(list -> ((Value.Items) list).items())
                .orElse(List.of()));
        String index = path.segments().get(depth).text();
        int at = index.matches("\\d{1,6}") ? Integer.parseInt(index) : Integer.MAX_VALUE;
        if (at > items.size()) {
            violations.add(
                    value.origin(),
                    indexed(path, depth).toString(),
                    "index " + index,
                    "an index from 0 to " + items.size());
            return target.orElseGet(() -> new Value.Items(List.of(), value.origin()));
        }
        Optional<Value> before = at < items.size() ? Optional.of(items.get(at)) : Optional.empty();
        Value item = assign(before, path, depth + 1, value);
        if (before.isPresent()) {
            items.set(at, item);
        } else {
            items.add(item);
        }
        return new Value.Items(items, value.origin());
    }

    /** The path with an index where somebody wrote it like a key. */
    private static SettingPath indexed(SettingPath path, int depth) {
        List<SettingPath.Segment> segments = new ArrayList<>(path.segments());
        segments.set(
                depth,
                new SettingPath.Segment(
                        SettingPath.Kind.INDEX, segments.get(depth).text()));
        return new SettingPath(segments);
    }
}
