package io.carillon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every setting with its value, as it was when a configuration was loaded; to be compared with another one. Immutable. */
public final class Snapshot {

    /** What stands where there is no such setting: in a room's pattern, for instance, that is new. */
    private static final String NOTHING = "nothing";

    /** Of a URL: there may be a secret in it. */
    private static final Pattern QUERY = Pattern.compile("(://[^\\s?]*\\?)[^\\s\"]*");

    private final Map<SettingPath, Value> values = new LinkedHashMap<>();

    Snapshot(Value.Entries effective) {
        add(SettingPath.ROOT, effective);
    }

    private void add(SettingPath path, Value value) {
        if (value instanceof Value.Entries entries) {
            entries.entries().forEach((key, below) -> add(path.key(key), below));
        } else if (value instanceof Value.Items list
                && list.items().stream().anyMatch(Value.Entries.class::isInstance)) {
            for (int i = 0; i < list.items().size(); i++) {
                add(path.item(i), list.items().get(i));
            }
        } else if (Effect.of(path).isPresent()) { // not a list of parts that is empty
            values.put(path, value);
        }
    }

    /** What is different in another one, in its order, and then what is not there any more. */
    public List<Change> to(Snapshot next) {
        List<Change> changes = new ArrayList<>();
        next.values.forEach(
                (path, value) -> compare(path, values.get(path), value).ifPresent(changes::add));
        values.forEach((path, value) -> {
            if (!next.values.containsKey(path)) {
                compare(path, value, null).ifPresent(changes::add);
            }
        });
        return changes;
    }

    /** A secret is the same where its {@linkplain Rule fingerprint} is. */
    private static Optional<Change> compare(SettingPath path, @Nullable Value before, @Nullable Value after) {
        boolean same = before == null || after == null ? isNothing(before) && isNothing(after) : before.equals(after);
        return same
                ? Optional.empty()
                : Effect.of(path).map(effect -> new Change(path.toString(), shown(before), shown(after), effect));
    }

    private static boolean isNothing(@Nullable Value value) {
        return value == null || value.isNull();
    }

    private static String shown(@Nullable Value value) {
        return value == null || value.isNull()
                ? NOTHING
                : QUERY.matcher(Effective.inline(value)).replaceAll("$1***");
    }
}
