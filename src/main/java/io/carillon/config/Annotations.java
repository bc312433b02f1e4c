package io.carillon.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments of {@code conf/carillon.yaml}, by the settings and sections that they are about: the one place where the
 * meaning of settings is written down. Used by one thread while it reads, immutable afterwards.
 */
final class Annotations {

    private static final Pattern COMMENT = Pattern.compile("( *)#(?: (.*))?");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][A-Za-z0-9_-]*):(?: .*)?");

    /** A section that is open, and how far its own key is indented. */
    private record Open(int indent, Place place) {}

    private final Map<SettingPath, Note> notes = new LinkedHashMap<>();
    private final Map<String, List<String>> written = new LinkedHashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private final List<String> comment = new ArrayList<>();
    private int indent;

    private Annotations(String file) {
        open.push(new Open(-1, Place.root()));
        file.lines().forEach(this::line);
        end(Optional.empty());
    }

    static Annotations of(String file) {
        return new Annotations(file);
    }

    /** Those of the file as it is in the program. */
    static Annotations shipped() {
        try (InputStream file = Annotations.class.getResourceAsStream("carillon.yaml")) {
            if (file == null) {
                throw new IllegalStateException("the annotated configuration is not in the program");
            }
            return of(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is said about a setting or section; empty where nothing is. */
    Optional<Note> of(SettingPath path) {
        return Optional.ofNullable(notes.get(path));
    }

    /** The parts at the top, in the order in which they are written. */
    Set<String> sections() {
        return Collections.unmodifiableSet(written.keySet());
    }

    /** How the file writes a section, without comments. */
    List<String> written(String section) {
        return written.getOrDefault(section, List.of());
    }

    private void line(String line) {
        Matcher said = COMMENT.matcher(line);
        Matcher key = KEY.matcher(line);
        if (said.matches()) {
            indent = said.group(1).length();
            comment.add(said.group(2) == null ? "" : said.group(2));
        } else if (key.matches()) {
            key(key.group(1).length(), key.group(2));
            write(line);
        } else {
            end(Optional.empty());
            write(line);
        }
    }

    private void key(int at, String key) {
        indent = at;
        Optional<Place> place = section().below(key);
        end(place);
        place.ifPresent(known -> open.push(new Open(at, known)));
    }

    private void write(String line) {
        if (!line.isBlank()) {
            String top = open.stream()
                    .filter(at -> at.indent == 0)
                    .findFirst()
                    .map(at -> at.place.path().toString())
                    .orElse("");
            written.computeIfAbsent(top, section -> new ArrayList<>()).add(line);
        }
    }

    /** The section in which something stands that is indented so far. */
    private Place section() {
        while (open.element().indent >= indent) {
            open.pop();
        }
        return open.element().place;
    }

    private void end(Optional<Place> place) {
        if (!comment.isEmpty()) {
            new Comment(section(), place, notes).read(comment);
            comment.clear();
        }
    }
}
