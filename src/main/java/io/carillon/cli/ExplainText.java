package io.carillon.cli;

import io.carillon.auth.TokenReview;
import io.carillon.config.RoomSetting;
import io.carillon.explain.Explanation;
import io.carillon.explain.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** An explanation for people: a table for each part, its last column wrapped where there is a width. */
final class ExplainText {

    private static final String INDENT = "  ";
    private static final int NARROWEST = 24;
    private static final String GREEN = "\u001B[32m";
    private static final String RED = "\u001B[31m";
    private static final String BOLD = "\u001B[1m";
    private static final String PLAIN = "\u001B[0m";
    private static final String ALLOWED = "allowed";
    private static final String FORBIDDEN = "not allowed";
    private static final Set<String> GOOD = Set.of(ALLOWED, TokenReview.Outcome.PASSED.toString());
    private static final Set<String> BAD = Set.of(FORBIDDEN, TokenReview.Outcome.FAILED.toString());

    private final int width;
    private final boolean coloured;
    private final StringBuilder text = new StringBuilder();

    private ExplainText(int width, boolean coloured) {
        this.width = width;
        this.coloured = coloured;
    }

    /** @param width in columns */
    static String of(Explanation explanation, int width, Terminal terminal) {
        ExplainText text = new ExplainText(width, terminal.isOutColoured());
        explanation.token().ifPresent(text::token);
        text.judgements(explanation);
        explanation.room().ifPresent(text::settings);
        return text.text.toString();
    }

    private void token(TokenReview review) {
        String user = review.grant().map(grant -> " of " + grant.user()).orElse("");
        heading(review.reason()
                .map(reason -> "The token" + user + " is not accepted: " + reason)
                .orElse("The token" + user + " is accepted"));
        table(review.findings().stream()
                .map(each -> List.of(each.check().toString(), each.outcome().toString(), each.detail()))
                .toList());
    }

    private void judgements(Explanation explanation) {
        explanation.room().filter(room -> !room.verbs().isEmpty()).ifPresent(room -> {
            heading("In the room " + room.room());
            table(room.verbs().stream().map(verb -> row(verb.subject(), verb)).toList());
        });
        List<List<String>> rows = new ArrayList<>();
        explanation.endpoint().ifPresent(judged -> rows.add(row("endpoint " + judged.subject(), judged)));
        explanation.send().ifPresent(judged -> rows.add(row("send to " + judged.subject(), judged)));
        explanation.call().ifPresent(judged -> rows.add(row("call " + judged.subject(), judged)));
        if (!rows.isEmpty()) {
            heading("Beside rooms");
            table(rows);
        }
    }

    private static List<String> row(String subject, Judgement judged) {
        return List.of(subject, judged.allowed() ? ALLOWED : FORBIDDEN, judged.because());
    }

    private void settings(Explanation.Room room) {
        if (room.origins().settings().isEmpty()) {
            heading("The room " + room.room() + " belongs to the server and has no settings");
            return;
        }
        List<String> patterns = room.origins().patterns();
        heading("Settings of the room " + room.room()
                + (patterns.isEmpty() ? ": no pattern matches" : ", by " + String.join(", ", patterns)));
        table(room.origins().settings().stream()
                .map(each -> List.of(each.name(), each.value().toString(), origin(each)))
                .toList());
    }

    private static String origin(RoomSetting setting) {
        return setting.origin() + setting.note().map(note -> "; " + note).orElse("");
    }

    // ---- layout

    private void heading(String line) {
        if (text.length() > 0) {
            line("");
        }
        List<String> wrapped = wrap(MessageText.harmless(line), width);
        wrapped.forEach(each -> line(painted(BOLD, each)));
    }

    private void table(List<List<String>> rows) {
        List<List<String>> shown = rows.stream()
                .map(row -> row.stream().map(MessageText::harmless).toList())
                .toList();
        int first = longest(shown, 0);
        int second = longest(shown, 1);
        int before = INDENT.length() + first + second + 2 * INDENT.length();
        shown.forEach(row -> row(row, first, second, before));
    }

    private void row(List<String> row, int first, int second, int before) {
        List<String> last = wrap(row.get(2), Math.max(NARROWEST, width - before));
        String state = row.get(1);
        String colour = GOOD.contains(state) ? GREEN : BAD.contains(state) ? RED : "";
        line(INDENT
                + padded(row.get(0), first)
                + INDENT
                + painted(colour, padded(state, second))
                + INDENT
                + last.get(0));
        last.stream().skip(1).forEach(more -> line(" ".repeat(before) + more));
    }

    private static int longest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String cell, int length) {
        return cell + " ".repeat(length - cell.length());
    }

    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String painted(String colour, String some) {
        return coloured && !colour.isEmpty() ? colour + some + PLAIN : some;
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append(System.lineSeparator());
    }
}
