package io.carillon.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keywords for strings. Their lengths are in code points. */
final class Texts {

    private Texts() {}

    static List<Check> of(Words words) throws SchemaException {
        List<Check> checks = new ArrayList<>();
        OptionalInt least = words.count("minLength");
        OptionalInt most = words.count("maxLength");
        if (least.isPresent() || most.isPresent()) {
            checks.add(new Length(least.orElse(0), most.orElse(Integer.MAX_VALUE)));
        }
        String pattern = words.text("pattern").orElse(null);
        if (pattern != null) {
            checks.add(new Matching(expression(words.at("pattern"), pattern), pattern));
        }
        String format = words.text("format").orElse(null);
        Predicate<String> known = format == null ? null : Formats.of(format);
        if (format != null && known != null) {
            checks.add(new Formatted(known, format));
        }
        return checks;
    }

    static Expression expression(String where, String text) throws SchemaException {
        try {
            return Expression.of(text);
        } catch (IllegalArgumentException e) {
            throw new SchemaException(
                    where, Values.shown(text) + " (" + e.getMessage() + ")", "a regular expression that Java has, too");
        }
    }

    private record Length(int least, int most) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            if (!(value instanceof String text) || text.length() <= most && text.length() / 2 >= least) {
                return true;
            }
            int length = text.codePointCount(0, text.length());
            if (length < least) {
                return walk.misfit("found a string of " + length + " characters; allowed: at least " + least);
            }
            return length <= most
                    || walk.misfit("found a string of " + length + " characters; allowed: at most " + most);
        }
    }

    private record Matching(Expression expression, String text) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !(value instanceof String found)
                    || expression.isIn(found, walk)
                    || walk.misfit(value, "what matches " + text);
        }
    }

    private record Formatted(Predicate<String> format, String name) implements Check {
        @Override
        public boolean fits(@Nullable Object value, Walk walk) {
            return !(value instanceof String text)
                    || format.test(text)
                    || walk.misfit(value, "a string in the format " + name);
        }
    }
}
