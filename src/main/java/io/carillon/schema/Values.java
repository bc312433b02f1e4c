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

    /** The first double above all longs. */
    private static final double BEYOND = 0x1p63;

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

    /** Exact, whatever the two are, and in the same time. */
    static int compare(Number a, Number b) {
        if (a instanceof Long one) {
            return b instanceof Long other
                    ? Long.compare(one, other)
                    : b instanceof Double decimal ? compareWhole(one, decimal) : -exact(b).signum();
        }
        if (b instanceof Long) {
            return -compare(b, a);
        }
        if (a instanceof Double one && b instanceof Double other) {
            return one < other ? -1 : one > other ? 1 : 0;
        }
        return exact(a).compareTo(exact(b));
    }

    /** What is left of a decimal behind its integer decides only between equal integers. */
    private static int compareWhole(long whole, double decimal) {
        if (decimal >= BEYOND || decimal < -BEYOND) {
            return decimal > 0 ? -1 : 1;
        }
        long integer = (long) decimal;
        return whole != integer ? Long.compare(whole, integer) : Double.compare(0, decimal - integer + 0.0);
    }

    private static BigDecimal exact(Number number) {
        return number instanceof BigInteger large ? new BigDecimal(large) : new BigDecimal(number.doubleValue());
    }

    /** As it is written in decimals, which is what people mean by multiples of 0.1. */
    static BigDecimal decimal(Number number) {
        if (number instanceof Long whole) {
            return BigDecimal.valueOf(whole);
        }
        return number instanceof Double some ? BigDecimal.valueOf(some) : exact(number);
    }

    /** Whether a number is a multiple of one above 0; without writing out the hundreds of digits that a quotient may have. */
    static boolean isMultiple(BigDecimal number, BigDecimal step) {
        BigInteger digits = number.unscaledValue();
        BigInteger divisor = step.unscaledValue();
        int shift = step.scale() - number.scale();
        if (digits.signum() == 0) {
            return true;
        }
        if (shift >= 0) {
            BigInteger power = BigInteger.TEN.modPow(BigInteger.valueOf(shift), divisor);
            return digits.multiply(power).mod(divisor).signum() == 0;
        }
        return -shift <= digits.bitLength() // else the step is larger
                && digits.mod(divisor.multiply(BigInteger.TEN.pow(-shift))).signum() == 0;
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
            boolean small = isInteger(decimal) && decimal >= -BEYOND && decimal < BEYOND;
            return small ? Long.toString(decimal.longValue()) : bits(decimal);
        }
        if (number instanceof BigInteger large) { // of a schema
            double near = large.doubleValue();
            boolean same = !Double.isInfinite(near) && exact(near).compareTo(exact(large)) == 0;
            return same ? bits(near) : large.toString();
        }
        return number.toString();
    }

    /** Its decimals would take long to find. */
    private static String bits(double decimal) {
        return 'x' + Long.toHexString(Double.doubleToLongBits(decimal));
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
