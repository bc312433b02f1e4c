package io.carillon.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an expression of Prometheus's language is about: as much of it as dashboards and alerts need. */
public final class PromQl {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "|(?<string>\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*')|(?<range>\\[[0-9a-z:$_]+])|(?<number>[0-9.]+(?:e-?[0-9]+)?[smhdwy]?)"
            + "|(?<operator>=~|!~|==|!=|>=|<=|[-+*/%^<>={}(),]))");

    /** What labels follow, in brackets. */
    private static final Set<String> GROUPING = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groups = new TreeSet<>();
    private final List<String> tokens;
    private int at;

    /** A condition on a label. */
    public record Condition(String label, String operator, String value) {}

    /** A metric, and what its samples are to have. */
    public record Selector(String name, List<Condition> conditions) {}

    private PromQl(String text) {
        this.tokens = tokens(text);
    }

    /** Reads an expression; throws where it has something that is not known here. */
    public static PromQl of(String text) {
        PromQl read = new PromQl(text);
        while (read.at < read.tokens.size()) {
            read.next();
        }
        return read;
    }

    /** All that is selected. */
    public List<Selector> selectors() {
        return selectors;
    }

    /** The labels by which something is put together. */
    public Set<String> groups() {
        return groups;
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.stripTrailing().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("not understood at " + end + ": " + text);
            }
            tokens.add(matcher.group().strip());
            end = matcher.end();
        }
        return tokens;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private String take() {
        return tokens.get(at++);
    }

    private void next() {
        String token = take();
        if (!isName(token) || WORDS.contains(token)) {
            return;
        }
        if (GROUPING.contains(token)) {
            expect("(");
            for (String label = take(); !label.equals(")"); label = take()) {
                if (isName(label)) {
                    groups.add(label);
                }
            }
        } else if (!peek().equals("(") && !GROUPING.contains(peek())) { // else a function, or an aggregation
            selectors.add(new Selector(token, conditions()));
        }
    }

    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        if (!peek().equals("{")) {
            return conditions;
        }
        take();
        while (!peek().equals("}")) {
            String label = take();
            String operator = take();
            String value = take();
            conditions.add(new Condition(label, operator, value.substring(1, value.length() - 1)));
            if (peek().equals(",")) {
                take();
            }
        }
        take();
        return conditions;
    }

    private void expect(String token) {
        if (!take().equals(token)) {
            throw new IllegalArgumentException(token + " is missing in " + tokens);
        }
    }

    private static boolean isName(String token) {
        return !token.isEmpty() && (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_');
    }
}
