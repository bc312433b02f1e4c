package io.carillon.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keywords for numbers. Comparisons are exact, for integers of 64 bits, too. */
final class Numbers {

    /** What dividing decimals costs, in steps of work. */
    private static final int DIVISION = 50;

    private Numbers() {}

    static List<Check> of(Words words, Draft draft) throws SchemaException {
        List<Check> checks = new ArrayList<>();
        boolean old = draft == Draft.DRAFT_4; // there the exclusive ones are flags
        least(words, "minimum", old && words.flag("exclusiveMinimum"), checks);
        most(words, "maximum", old && words.flag("exclusiveMaximum"), checks);
        if (!old) {
            least(words, "exclusiveMinimum", true, checks);
            most(words, "exclusiveMaximum", true, checks);
        }
        Number divisor = words.number("multipleOf").orElse(null);
        if (divisor != null) {
            if (Values.compare(divisor, 0L) <= 0) {
                throw words.wrong("multipleOf", "a number above 0");
            }
            checks.add(new Multiple(divisor, Values.decimal(divisor)));
        }
        return checks;
    }

    private static void least(Words words, String key, boolean exclusive, List<Check> checks) throws SchemaException {
        words.number(key).ifPresent(bound -> checks.add(new Least(bound, exclusive)));
    }

    private static void most(Words words, String key, boolean exclusive, List<Check> checks) throws SchemaException {
        words.number(key).ifPresent(bound -> checks.add(new Most(bound, exclusive)));
    }

    private record Least(Number bound, boolean exclusive) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !(value instanceof Number number)
                    || Values.compare(number, bound) >= (exclusive ? 1 : 0)
                    || walk.misfit(value, (exclusive ? "more than " : "from ") + bound);
        }
    }

    private record Most(Number bound, boolean exclusive) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !(value instanceof Number number)
                    || Values.compare(number, bound) <= (exclusive ? -1 : 0)
                    || walk.misfit(value, (exclusive ? "less than " : "up to ") + bound);
        }
    }

    private record Multiple(Number divisor, BigDecimal decimal) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !(value instanceof Number number)
                    || isMultiple(number, walk)
                    || walk.misfit(value, "a multiple of " + divisor);
        }

        private boolean isMultiple(Number number, Walk walk) {
            if (number instanceof Long whole && divisor instanceof Long step) {
                return whole % step == 0;
            }
            walk.work(DIVISION);
            return Values.isMultiple(Values.decimal(number), decimal);
        }
    }
}
