package io.carillon.config;

import java.util.List;
import java.util.stream.Collectors;

/** Writes values as YAML that reads as the same values again. */
final class Effective {

    private final StringBuilder yaml = new StringBuilder();

    private Effective() {}

    /** In block style, a line an entry. */
    static String block(Value.Entries entries) {
        Effective effective = new Effective();
        effective.entries(entries, 0);
        return effective.yaml.toString();
    }

    /** A list in one line. */
    static String inline(List<? extends Value> items) {
        return items.stream().map(Effective::inline).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Any value in one line. */
    static String inline(Value value) {
        if (value instanceof Value.Scalar scalar) {
            return scalar.type() == Value.Type.TEXT ? text(scalar.text()) : scalar.text();
        }
        if (value instanceof Value.Items list) {
            return inline(list.items());
        }
        return ((Value.Entries) value)
                .entries().entrySet().stream()
                        .map(entry -> text(entry.getKey()) + ": " + inline(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private void entries(Value.Entries entries, int depth) {
        entries.entries().forEach((key, value) -> {
            yaml.append("  ".repeat(depth)).append(text(key)).append(':');
            below(value, depth + 1);
        });
    }

    private void below(Value value, int depth) {
        if (value instanceof Value.Entries entries && !entries.entries().isEmpty()) {
            yaml.append('\n');
            entries(entries, depth);
        } else if (value instanceof Value.Items list
                && list.items().stream().anyMatch(Value.Entries.class::isInstance)) {
            yaml.append('\n');
            list.items()
                    .forEach(item -> yaml.append("  ".repeat(depth))
                            .append("- ")
                            .append(inline(item))
                            .append('\n'));
        } else {
            yaml.append(' ').append(inline(value)).append('\n');
        }
    }

    /** Without quotes where that cannot be misread. */
    private static String text(String text) {
        boolean plain = text.matches("[A-Za-z0-9/][A-Za-z0-9/._-]*") && Yaml.isPlainText(text);
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
