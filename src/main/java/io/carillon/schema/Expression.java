package io.carillon.schema;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of ECMA 262, as schemas have them, run by Java's engine with a bound: each character that it looks at
 * is work. So an expression that tries out everything ends, and so does one that goes too deep. Thread-safe.
 */
final class Expression {

    private static final String SPACE = "\\s\\x{a0}\\x{feff}\\x{2028}\\x{2029}\\p{Zs}";

    private final Pattern pattern;

    private Expression(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * @throws IllegalArgumentException where it is none, or has something that Java's expressions lack
     */
    static Expression of(String text) {
        try {
            return new Expression(Pattern.compile(translated(text)));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription(), e);
        } catch (StackOverflowError e) { // nested without end
            throw new IllegalArgumentException("nested too deep", e);
        }
    }

    /** Whether it is found anywhere in the text. */
    boolean isIn(String text, Walk walk) {
        walk.work();
        try {
            return pattern.matcher(new Counted(text, walk)).find();
        } catch (StackOverflowError e) { // Java's groups recurse with each repetition
            throw new TooMuchException();
        }
    }

    /** Where the two languages write the same thing differently. */
    private static String translated(String text) {
        StringBuilder java = new StringBuilder(text.length() + 8);
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                i = escape(text, i, inClass, java);
            } else if (c == '[' && inClass) {
                java.append("\\["); // Java would begin a class in the class
            } else if (c == '&' && inClass) {
                java.append("\\&"); // two of them are an intersection
            } else if (c == '$' && !inClass) {
                java.append("\\z"); // Java's also matches before a line's end
            } else {
                inClass = c == '[' || inClass && c != ']';
                java.append(c);
            }
        }
        return java.toString();
    }

    /** Appends an escape, and gives where it ends. */
    private static int escape(String text, int at, boolean inClass, StringBuilder java) {
        char kind = text.charAt(at + 1);
        if (kind == 's' || kind == 'S') { // Java's knows no white space but ASCII's
            java.append(kind == 'S' ? "[^" : inClass ? "" : "[")
                    .append(SPACE)
                    .append(kind == 's' && inClass ? "" : "]");
        } else if (kind == 'c' && at + 2 < text.length()) { // of either case
            java.append("\\c").append(Character.toUpperCase(text.charAt(at + 2)));
            return at + 2;
        } else { // a code point in braces has another letter
            boolean braces = kind == 'u' && text.startsWith("{", at + 2);
            java.append('\\').append(braces ? 'x' : kind);
        }
        return at + 1;
    }

    /** A text that counts how often it is looked at. */
    private record Counted(String text, Walk walk) implements CharSequence {

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            walk.work();
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
