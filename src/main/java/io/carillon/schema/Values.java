package io.carillon.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of data and of schemas, as JSON sees them. */
final class Values {

    private static final int LONGEST_SHOWN = 40;

    /** Up to here doubles have all integers. */
    private static final long EXACT = 1L << 53;

    private Values() {}

    /** What JSON has no kind of value for is a string there. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value instanceof Instant time ? time.toString() : value;
    }

    static boolean isInteger(Number number) {
        if (number instanceof Double decimal) {
            return decimal == Math.rint(decimal) && !Double.isInfinite(decimal);
        }
        return true;
    }

    /** Exact, whatever the two are. */
    static int compare(Number a, Number b) {
        if (a instanceof Long one && b instanceof Long other) {
            return Long.compare(one, other);
        }
        if (isExact(a) && isExact(b)) {
            double one = a.doubleValue();
            double other = b.doubleValue();
            return one < other ? -1 : one > other ? 1 : 0;
        }
        return exact(a).compareTo(exact(b));
    }

    private static boolean isExact(Number number) {
        return number instanceof Double || number instanceof Long whole && whole >= -EXACT && whole <= EXACT;
    }

    private static BigDecimal exact(Number number) {
        if (number instanceof BigInteger large) {
            return new BigDecimal(large);
        }
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(number.doubleValue());
    }

    /** As it is written in decimals, which is what people mean by multiples of 0.1. */
    static BigDecimal decimal(Number number) {
        return number instanceof Double some ? BigDecimal.valueOf(some) : exact(number);
    }

    /**
     * A text that two values share if, and only if, they are equal to JSON Schema: numbers by value, objects whatever their
     * order.
     */
    static String key(@Nullable Object value, Walk walk) {
        StringBuilder key = new StringBuilder();
        write(value, key, walk);
        return key.toString();
    }

    private static void write(@Nullable Object raw, StringBuilder key, Walk walk) {
        Object value = plain(raw);
        walk.work();
        if (value instanceof String text) {
            walk.work(text.length());
            key.append(text.length()).append('"').append(text);
        } else if (value instanceof Number number) {
            key.append('#').append(number(number)).append(' ');
        } else if (value instanceof List<?> list) {
            key.append('[');
            list.forEach(item -> write(item, key, walk));
            key.append(']');
        } else if (value instanceof Map<?, ?> map) {
            key.append('{');
            new TreeMap<Object, Object>(map).forEach((name, item) -> {
                write(name, key, walk);
                write(item, key, walk);
            });
            key.append('}');
        } else {
            key.append(value).append(' ');
        }
    }

    private static String number(Number number) {
        if (number instanceof Double decimal) {
            boolean whole = isInteger(decimal) && Math.abs(decimal) < EXACT;
            return whole ? Long.toString(decimal.longValue()) : exact(decimal).toString();
        }
        return number instanceof Long whole && isExact(whole)
                ? whole.toString()
                : exact(number).toString();
    }

    /** In a message to whoever said it; short. */
    static String shown(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length() <= LONGEST_SHOWN ? '"' + text + '"' : "a string of " + text.length() + " characters";
        }
        if (value instanceof List<?> list) {
            return "an array of " + list.size() + (list.size() == 1 ? " item" : " items");
        }
        if (value instanceof Map<?, ?> map) {
            return "an object of " + map.size() + (map.size() == 1 ? " property" : " properties");
        }
        return String.valueOf(value);
    }
}
