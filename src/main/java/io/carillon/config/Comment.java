package io.carillon.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment of the annotated file, taken apart. Its lines are, in any order:
 *
 * <ul>
 *   <li>text about what follows it;
 *   <li>a setting that is commented out: an example, which ends the text about that setting. The text may be about
 *       several that follow each other;
 *   <li>indented, the name of a setting in the part that follows, and text about that one in a column of its own;
 *   <li>indented, any other word and text about it: an item of a list.
 * </ul>
 */
final class Comment {

    private static final Pattern COMMENTED_OUT = Pattern.compile("([a-z][a-z0-9-]*):( .*)?");
    private static final Pattern NAMED = Pattern.compile("\"[^\"]+\": .*");
    private static final Pattern ITEM = Pattern.compile("( +)(\\S+)( +)(.*)");

    /** A setting that is told of in columns. */
    private record Column(int indent, int text, Place place, List<String> lines) {}

    private final Place section;
    private final Optional<Place> place;
    private final Map<SettingPath, Note> notes;
    private final Deque<Column> columns = new ArrayDeque<>();
    private List<String> text = new ArrayList<>();
    private List<String> before = List.of();
    private List<String> example = new ArrayList<>();
    private Optional<Place> exemplified = Optional.empty();
    private boolean leadsOver;

    /**
     * @param section in which the comment stands
     * @param place what follows it; empty where nothing does
     * @param notes to which what it says is added
     */
    Comment(Place section, Optional<Place> place, Map<SettingPath, Note> notes) {
        this.section = section;
        this.place = place;
        this.notes = notes;
    }

    void read(List<String> lines) {
        lines.forEach(this::line);
        endExample();
        place.filter(at -> !text.isEmpty()).ifPresent(at -> note(at, List.of()));
    }

    private void line(String line) {
        int indent = line.length() - line.stripLeading().length();
        Optional<Place> commentedOut = commentedOut(line);
        if (commentedOut.isPresent()) {
            endExample();
            columns.clear();
            exemplified = commentedOut;
            example.add(line.strip());
        } else if (exemplified.isPresent() && indent > 0) {
            example.add(line);
        } else {
            endExample();
            text(line, indent);
        }
    }

    private Optional<Place> commentedOut(String line) {
        if (exemplified.isEmpty() && NAMED.matcher(line.strip()).matches()) { // an entry of the map that follows
            return place.filter(at -> at.node().each().isPresent());
        }
        Matcher key = COMMENTED_OUT.matcher(line);
        return key.matches() && section.node().keys().containsKey(key.group(1))
                ? section.below(key.group(1))
                : Optional.empty();
    }

    private void endExample() {
        exemplified.ifPresent(at -> note(at, example));
        exemplified = Optional.empty();
    }

    private void note(Place at, List<String> shown) {
        Note note = new Note(text.isEmpty() ? before : text, shown);
        notes.merge(at.path(), leadsOver ? note.withoutLeadingOver() : note, Comment::joined);
        before = note.text();
        text = new ArrayList<>();
        example = new ArrayList<>();
        leadsOver = false;
    }

    private static Note joined(Note first, Note second) {
        List<String> text = new ArrayList<>(first.text());
        text.addAll(second.text());
        List<String> example = new ArrayList<>(first.example());
        example.addAll(second.example());
        return new Note(text, example);
    }

    private void text(String line, int indent) {
        while (!columns.isEmpty() && indent <= columns.peek().indent) {
            columns.pop();
        }
        Optional<Column> named = column(line, indent);
        if (named.isPresent()) {
            leadsOver = leadsOver || columns.isEmpty();
            columns.push(named.get());
        } else if (!columns.isEmpty()) {
            columns.peek().lines.add(line.strip());
            Column told = columns.peek();
            notes.put(told.place.path(), new Note(told.lines, List.of()));
        } else {
            text.add(item(line));
        }
    }

    /** The setting that an indented line begins with, if its text begins where another's does not. */
    private Optional<Column> column(String line, int indent) {
        Matcher item = ITEM.matcher(line);
        if (!item.matches() || (!columns.isEmpty() && indent >= columns.peek().text)) {
            return Optional.empty();
        }
        Optional<Place> within = columns.isEmpty() ? place : Optional.of(columns.peek().place);
        Optional<Place> named = within.flatMap(at -> at.setting(item.group(2)));
        named.ifPresent(at -> notes.put(at.path(), new Note(List.of(item.group(4)), List.of())));
        return named.map(at -> new Column(indent, item.start(4), at, new ArrayList<>(List.of(item.group(4)))));
    }

    /** What is indented and no setting: an item of a list, or how one goes on. */
    private String item(String line) {
        Matcher item = ITEM.matcher(line);
        boolean inList = !text.isEmpty() && text.get(text.size() - 1).matches("(- |  ).*");
        if (item.matches() && item.group(1).length() <= 3 && item.group(3).length() >= 2) {
            return "- `" + item.group(2) + "`: " + item.group(4);
        }
        return item.matches() && inList ? "  " + line.strip() : line.strip();
    }
}
