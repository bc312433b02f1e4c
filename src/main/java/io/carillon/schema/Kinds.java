package io.carillon.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keyword {@code type}. Each value's kind is found once, since much depends on it.
 *
 * @param mask a bit for each kind that is allowed
 * @param allowed for messages
 */
record Kinds(int mask, String allowed) {

    static final List<String> NAMES = List.of("null", "boolean", "object", "array", "number", "string", "integer");

    static final int NULL = 1;
    static final int BOOLEAN = 1 << 1;
    static final int OBJECT = 1 << 2;
    static final int ARRAY = 1 << 3;
    static final int NUMBER = 1 << 4;
    static final int STRING = 1 << 5;
    static final int INTEGER = 1 << 6;

    /** Where nothing is said. */
    static final Kinds ANY = new Kinds(-1, "anything");

    /** Of names that there are. */
    static Kinds of(List<String> names) {
        int mask = 0;
        for (String name : names) {
            mask |= 1 << NAMES.indexOf(name);
        }
        return new Kinds(mask, String.join(" or ", names));
    }

    /** The bits of a value's kind: one, or two for an integer, which is a number, too. */
    static int kind(@Nullable Object value) {
        if (value == null) {
            return NULL;
        }
        Class<?> type = value.getClass(); // cheaper than whether it is a map, which it seldom is
        if (type == String.class) {
            return STRING;
        }
        if (type == Long.class) {
            return INTEGER | NUMBER;
        }
        if (type == Boolean.class) {
            return BOOLEAN;
        }
        if (value instanceof Number number) {
            return Values.isInteger(number) ? INTEGER | NUMBER : NUMBER;
        }
        return value instanceof Map ? OBJECT : ARRAY;
    }
}
