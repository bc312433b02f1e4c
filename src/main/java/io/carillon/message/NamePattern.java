package io.carillon.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A pattern for the names of rooms, users and methods: {@code *} stands for any run of characters but a colon, {@code
 * **} for any run, everything else for itself. Either run may be empty. Immutable; matching takes time in proportion to
 * the pattern's parts times the name's length, whatever the pattern.
 *
 * <p>Patterns are ordered by how specific they are: literal segments (a segment ends at a colon) before those with
 * {@code *}, and those before {@code **}; the first segment that differs decides.
 */
public final class NamePattern implements Comparable<NamePattern> {

    /** What a part of a pattern stands for; the order is that of specificity. */
    private enum Kind {
        LITERAL,
        SEGMENT,
        ANY
    }

    private record Part(Kind kind, String text) {}

    private final String text;
    private final List<Part> parts;
    private final List<Kind> segments;

    private NamePattern(String text, List<Part> parts) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.segments = segments(this.parts);
    }

    /** Reads a pattern in which braces mean nothing special. */
    public static NamePattern of(String text) {
        List<Part> parts = new ArrayList<>();
        wildcards(text, parts);
        return new NamePattern(text, parts);
    }

    /**
     * Reads a pattern in which {@code {name}} stands, literally, for each of the values that {@code values} gives for
     * the name.
     *
     * @return a pattern for each combination of values; none where a name has no value
     * @throws IllegalArgumentException where a brace is not closed or there is no name in it
     */
    public static List<NamePattern> expand(String text, Function<String, List<String>> values) {
        List<List<Part>> all = List.of(List.of());
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close <= open + 1) {
                throw new IllegalArgumentException("'{' at " + open + " of \"" + text + "\" begins no {claim}");
            }
            List<Part> before = new ArrayList<>();
            wildcards(text.substring(from, open), before);
            all = append(all, before, values.apply(text.substring(open + 1, close)));
            from = close + 1;
        }
        List<Part> rest = new ArrayList<>();
        wildcards(text.substring(from), rest);
        return append(all, rest, List.of("")).stream()
                .map(parts -> new NamePattern(text, parts))
                .toList();
    }

    private static List<List<Part>> append(List<List<Part>> heads, List<Part> middle, List<String> values) {
        List<List<Part>> longer = new ArrayList<>();
        for (List<Part> head : heads) {
            for (String value : values) {
                List<Part> parts = new ArrayList<>(head);
                parts.addAll(middle);
                if (!value.isEmpty()) {
                    parts.add(new Part(Kind.LITERAL, value));
                }
                longer.add(parts);
            }
        }
        return longer;
    }

    private static void wildcards(String text, List<Part> parts) {
        int from = 0;
        while (from < text.length()) {
            int star = text.indexOf('*', from);
            if (star < 0) {
                parts.add(new Part(Kind.LITERAL, text.substring(from)));
                return;
            }
            if (star > from) {
                parts.add(new Part(Kind.LITERAL, text.substring(from, star)));
            }
            boolean twice = text.startsWith("**", star);
            parts.add(new Part(twice ? Kind.ANY : Kind.SEGMENT, ""));
            from = star + (twice ? 2 : 1);
        }
    }

    private static List<Kind> segments(List<Part> parts) {
        List<Kind> segments = new ArrayList<>();
        Kind current = Kind.LITERAL;
        for (Part part : parts) {
            if (part.kind.compareTo(current) > 0) {
                current = part.kind;
            }
            for (int i = part.text.indexOf(':'); i >= 0; i = part.text.indexOf(':', i + 1)) {
                segments.add(current);
                current = Kind.LITERAL;
            }
        }
        segments.add(current);
        return List.copyOf(segments);
    }

    /** The one name that the pattern stands for; empty where it stands for more. */
    public Optional<String> literal() {
        return parts.stream().allMatch(part -> part.kind == Kind.LITERAL)
                ? Optional.of(parts.stream().map(Part::text).collect(Collectors.joining()))
                : Optional.empty();
    }

    /** The pattern with the values that it was {@linkplain #expand expanded} with, as it would be written without them. */
    public String expanded() {
        return parts.stream()
                .map(part -> switch (part.kind) {
                    case LITERAL -> part.text;
                    case SEGMENT -> "*";
                    case ANY -> "**";
                })
                .collect(Collectors.joining());
    }

    /** Whether the pattern stands for this name. */
    public boolean matches(String name) {
        // reached[i]: the parts so far can stand for the first i characters of the name
        boolean[] reached = new boolean[name.length() + 1];
        reached[0] = true;
        for (Part part : parts) {
            reached = part.kind == Kind.LITERAL
                    ? afterLiteral(name, part.text, reached)
                    : afterRun(name, part.kind == Kind.ANY, reached);
        }
        return reached[name.length()];
    }

    private static boolean[] afterLiteral(String name, String literal, boolean[] before) {
        boolean[] after = new boolean[before.length];
        for (int i = 0; i + literal.length() < before.length; i++) {
            after[i + literal.length()] = before[i] && name.startsWith(literal, i);
        }
        return after;
    }

    private static boolean[] afterRun(String name, boolean colons, boolean[] before) {
        boolean[] after = new boolean[before.length];
        for (int i = 0; i < before.length; i++) {
            after[i] = before[i] || (i > 0 && after[i - 1] && (colons || name.charAt(i - 1) != ':'));
        }
        return after;
    }

    /** The more specific pattern first; patterns of the same shape by their text. */
    @Override
    public int compareTo(NamePattern other) {
        int common = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            int order = segments.get(i).compareTo(other.segments.get(i));
            if (order != 0) {
                return order;
            }
        }
        int longerFirst = Integer.compare(other.segments.size(), segments.size());
        return longerFirst != 0 ? longerFirst : text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamePattern that && text.equals(that.text) && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
