package io.carillon.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The keywords of one schema within a schema, each of the kind that it has to be.
 *
 * @param where a JSON pointer to it, for messages
 */
record Words(Map<String, @Nullable Object> map, String where) {

    boolean has(String key) {
        return map.containsKey(key);
    }

    @Nullable
    Object get(String key) {
        return map.get(key);
    }

    /** A pointer to a keyword. */
    String at(String key) {
        return where + '/' + key.replace("~", "~0").replace("/", "~1");
    }

    SchemaException wrong(String key, String allowed) {
        return new SchemaException(at(key), Values.shown(map.get(key)), allowed);
    }

    Optional<String> text(String key) throws SchemaException {
        if (has(key) && !(map.get(key) instanceof String)) {
            throw wrong(key, "a string");
        }
        return Optional.ofNullable((String) map.get(key));
    }

    Optional<Number> number(String key) throws SchemaException {
        if (has(key) && !(map.get(key) instanceof Number)) {
            throw wrong(key, "a number");
        }
        return Optional.ofNullable((Number) map.get(key));
    }

    /** How many of something; what no data can reach is the most that there is. */
    OptionalInt count(String key) throws SchemaException {
        if (!has(key)) {
            return OptionalInt.empty();
        }
        if (map.get(key) instanceof Number number && Values.isInteger(number) && Values.compare(number, 0L) >= 0) {
            boolean large = Values.compare(number, (long) Integer.MAX_VALUE) > 0;
            return OptionalInt.of(large ? Integer.MAX_VALUE : number.intValue());
        }
        throw wrong(key, "an integer from 0");
    }

    boolean flag(String key) throws SchemaException {
        if (has(key) && !(map.get(key) instanceof Boolean)) {
            throw wrong(key, "true or false");
        }
        return has(key) && Boolean.TRUE.equals(map.get(key));
    }

    @SuppressWarnings("unchecked")
    List<@Nullable Object> list(String key) throws SchemaException {
        if (has(key) && !(map.get(key) instanceof List)) {
            throw wrong(key, "an array");
        }
        return map.get(key) instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
    }

    @SuppressWarnings("unchecked")
    Map<String, @Nullable Object> map(String key) throws SchemaException {
        if (has(key) && !(map.get(key) instanceof Map)) {
            throw wrong(key, "an object");
        }
        return map.get(key) instanceof Map<?, ?> inner ? (Map<String, @Nullable Object>) inner : Map.of();
    }

    String[] texts(String key) throws SchemaException {
        List<@Nullable Object> list = list(key);
        if (!list.stream().allMatch(String.class::isInstance)) {
            throw wrong(key, "an array of strings");
        }
        return list.stream().map(String.class::cast).toArray(String[]::new);
    }
}
