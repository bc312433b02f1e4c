package io.carillon.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keyword {@code type}.
 *
 * @param mask a bit for each kind that is allowed
 * @param allowed for messages
 */
record Kinds(int mask, String allowed) implements Check {

    static final List<String> NAMES = List.of("null", "boolean", "object", "array", "number", "string", "integer");

    private static final int NULL = 1;
    private static final int BOOLEAN = 1 << 1;
    private static final int OBJECT = 1 << 2;
    private static final int ARRAY = 1 << 3;
    private static final int NUMBER = 1 << 4;
    private static final int STRING = 1 << 5;
    private static final int INTEGER = 1 << 6;

    /** Of names that there are. */
    static Kinds of(List<String> names) {
        int mask = 0;
        for (String name : names) {
            mask |= 1 << NAMES.indexOf(name);
        }
        return new Kinds(mask, String.join(" or ", names));
    }

    @Override
    public boolean fits(@Nullable Object value, Walk walk) {
        return (mask & kinds(value)) != 0 || walk.misfit(value, allowed);
    }

    private static int kinds(@Nullable Object value) {
        if (value instanceof String) {
            return STRING;
        }
        if (value instanceof Number number) {
            return Values.isInteger(number) ? INTEGER | NUMBER : NUMBER;
        }
        if (value instanceof Map) {
            return OBJECT;
        }
        if (value instanceof List) {
            return ARRAY;
        }
        return value == null ? NULL : BOOLEAN;
    }
}
