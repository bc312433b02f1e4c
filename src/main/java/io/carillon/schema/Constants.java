package io.carillon.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keywords {@code enum} and {@code const}.
 *
 * @param texts those that are strings
 * @param others the keys of the others
 * @param composed whether any of the others is an object or an array
 * @param allowed for messages
 */
record Constants(Set<String> texts, Set<String> others, boolean composed, String allowed) implements Check {

    private static final int MOST_SHOWN = 10;

    static Constants of(List<@Nullable Object> values) {
        Set<String> texts = new HashSet<>();
        Set<String> others = new HashSet<>();
        boolean composed = false;
        for (Object value : values) {
            if (value instanceof String text) {
                texts.add(text);
            } else {
                others.add(Values.key(value, new Walk(Long.MAX_VALUE)));
                composed |= value instanceof Map || value instanceof List;
            }
        }
        return new Constants(texts, others, composed, allowed(values));
    }

    private static String allowed(List<@Nullable Object> values) {
        String some = values.stream().limit(MOST_SHOWN).map(Values::shown).collect(Collectors.joining(", "));
        return values.size() > MOST_SHOWN ? some + ", ..." : some;
    }

    @Override
    public boolean fits(@Nullable Object value, Walk walk) {
        return has(value, walk) || walk.misfit(value, allowed);
    }

    private boolean has(@Nullable Object value, Walk walk) {
        if (value instanceof String text) {
            return texts.contains(text);
        }
        boolean possible = composed || !(value instanceof Map || value instanceof List);
        return possible && others.contains(Values.key(value, walk));
    }
}
