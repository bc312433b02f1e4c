package io.carillon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a setting stands: {@code http.port}, {@code rooms."chat:*".publish}, {@code auth.jwt.keys[0].secret}. In the
 * catalogue of all settings {@code <name>} stands for any key of a map and {@code []} for any item of a list.
 *
 * @param segments from the root down
 */
record SettingPath(List<Segment> segments) {

    static final SettingPath ROOT = new SettingPath(List.of());

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern NEXT =
            Pattern.compile("\\.?(?:\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\"|\\[(?<index>\\d+)]|(?<plain>[^.\"\\[\\]]+))");

    SettingPath {
        segments = List.copyOf(segments);
    }

    /** What a segment names. */
    enum Kind {
        KEY,
        INDEX,
        ANY_KEY,
        ANY_INDEX
    }

    /** One step down. */
    record Segment(Kind kind, String text) {
        static final Segment ANY_KEY = new Segment(Kind.ANY_KEY, "<name>");
        static final Segment ANY_INDEX = new Segment(Kind.ANY_INDEX, "[]");
    }

    /**
     * Reads what a user typed. An index is written {@code [0]} or {@code .0}; a key in quotes may have any character, a
     * quote behind a backslash.
     *
     * @throws IllegalArgumentException where it is no path
     */
    static SettingPath parse(String text) {
        Matcher next = NEXT.matcher(text);
        List<Segment> segments = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            boolean dotted = text.charAt(at) == '.';
            if (!next.find(at) || next.start() != at || dotted == (at == 0 || next.group("index") != null)) {
                throw new IllegalArgumentException("no path of a setting");
            }
            segments.add(segment(next));
            at = next.end();
        }
        return new SettingPath(segments);
    }

    private static Segment segment(Matcher next) {
        if (next.group("index") != null) {
            return new Segment(Kind.INDEX, next.group("index"));
        }
        String plain = next.group("plain");
        return new Segment(
                Kind.KEY, plain != null ? plain : next.group("quoted").replaceAll("\\\\(.)", "$1"));
    }

    SettingPath then(Segment segment) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(segment);
        return new SettingPath(longer);
    }

    SettingPath key(String key) {
        return then(new Segment(Kind.KEY, key));
    }

    SettingPath item(int index) {
        return then(new Segment(Kind.INDEX, Integer.toString(index)));
    }

    /** The path as {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Segment segment : segments) {
            if (segment.kind == Kind.INDEX) {
                text.append('[').append(segment.text).append(']');
            } else if (segment.kind == Kind.ANY_INDEX) {
                text.append(segment.text);
            } else {
                text.append(text.isEmpty() ? "" : ".").append(quoted(segment));
            }
        }
        return text.toString();
    }

    private static String quoted(Segment segment) {
        if (segment.kind == Kind.ANY_KEY || PLAIN.matcher(segment.text).matches()) {
            return segment.text;
        }
        return '"' + segment.text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
