package io.carillon.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what somebody has said fit for a log: no line of its own, no control of a terminal, not too long, and no token. A
 * token is known by its form (RFC 7515, section 7.1); nobody logs one, and this is for a library that would. Stateless.
 */
final class LogText {

    /** Of a message, and of a stack trace's line, in UTF-16 code units. */
    static final int LONGEST_MESSAGE = 8 * 1024;

    /** Of a value. */
    static final int LONGEST_VALUE = 512;

    private static final String CUT = "…";
    private static final String BEGIN = "eyJ";
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?");

    private LogText() {}

    /** Without a token, and not longer than this. */
    static String bounded(String text, int longest) {
        String safe = text.contains(BEGIN) ? TOKEN.matcher(text).replaceAll(Matcher.quoteReplacement("***")) : text;
        if (safe.length() <= longest) {
            return safe;
        }
        int end = Character.isHighSurrogate(safe.charAt(longest - 1)) ? longest - 1 : longest;
        return safe.substring(0, end) + CUT;
    }

    /** In one line. */
    static String oneLine(String text, int longest) {
        String safe = bounded(text, longest);
        return isPlain(safe) ? safe : escaped(safe, false);
    }

    /** As the value of a key: in quotes where it would not end where it ends. */
    static String value(String text) {
        String safe = bounded(text, LONGEST_VALUE);
        boolean bare =
                !safe.isEmpty() && isPlain(safe) && safe.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
        return bare ? safe : '"' + escaped(safe, true) + '"';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Control characters, line and paragraph separators, and what changes a line's direction or cannot be seen. */
    private static boolean isUnsafe(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static String escaped(String text, boolean quoted) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> safe.append("\\n");
                case '\r' -> safe.append("\\r");
                case '\t' -> safe.append("\\t");
                case '"', '\\' -> safe.append(quoted ? "\\" : "").append(c);
                default -> safe.append(isUnsafe(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return safe.toString();
    }
}
