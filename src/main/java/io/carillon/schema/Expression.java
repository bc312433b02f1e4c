package io.carillon.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression, as the library would run it with Java's engine, but with a bound: each character that it looks at is
 * work of the {@link Walk} that asks, so that one which tries out everything ends. Thread-safe.
 */
record Expression(Pattern pattern) implements RegularExpression {

    /**
     * @throws IllegalArgumentException where it is none, or has something that Java's expressions lack
     */
    static Expression of(String text) {
        try {
            String dollars = RegularExpressions.replaceDollarAnchors(text);
            return new Expression(Pattern.compile(RegularExpressions.replaceLongformCharacterProperties(dollars)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription(), e);
        } catch (StackOverflowError e) { // nested without end
            throw new IllegalArgumentException("nested too deep", e);
        }
    }

    /** Whether it is found anywhere in the text. */
    @Override
    public boolean matches(String text) {
        return pattern.matcher(new Counted(text, Walk.current())).find();
    }

    /** A text that counts how often it is looked at. */
    private record Counted(String text, Walk walk) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            walk.look();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
