package io.carillon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reference of all settings, as Markdown: {@code docs/configuration.md}. What is allowed, defaults and variables come
 * from the {@link Catalogue}, that is from what reads and validates a configuration; meanings and examples from the
 * {@link Annotations}. Of one thread.
 */
public final class Reference {

    private static final String HEAD = """
            # Configuration

            Every setting. This page is printed by `bin/carillon config reference` from what validates a configuration, and from the
            comments of [conf/carillon.yaml](../conf/carillon.yaml), which is the default as it stands; a test compares. It is not edited by hand.

            Settings come from, the weakest first:

            1. the defaults;
            2. the files given with `--config`, in order;
            3. environment variables, by the names below. Capitals in the middle of a name (`NAME`) stand for a name of yours in
               capitals, everything but letters and digits as `_`, and a `0` between two `_` for an index. A name that a file has already
               is meant before a new one, so patterns of rooms can be changed by a variable where a file has them. An empty variable says
               nothing;
            4. `--set PATH=VALUE`, with the paths below: `--set http.port=8081`, `--set 'rooms."chat:*".publish=anyone'`;
            5. `--port` (`http.port`), `--host` (`http.host`), `--cluster` (`cluster.config`).

            Maps merge deeply; lists and single values are replaced; `null` takes a value back to its default. Values of variables and of
            `--set` are YAML, lists and maps in flow style; where a setting is a text, they are taken as they are, unless they stand in
            quotes. Time spans are `500ms`, `10s`, `5m`, `1h`; sizes are `64KiB`, `1MiB`, `1GiB` or a number of bytes. Names of files are
            relative to the directory of the file that says them, elsewhere to the working directory.

            In paths `<name>` is a name or pattern of yours, and `[]` an item of a list, `[0]` the first. An unknown key, a wrong type or a
            value out of range is an error; all errors are told at once, with exit status 2. `bin/carillon config check` tells them, and what
            holds in the end, without starting anything.
            """;

    private static final String ENDPOINTS = "endpoints";

    private final Annotations annotations;
    private final StringBuilder page = new StringBuilder(HEAD);

    private Reference(Annotations annotations) {
        this.annotations = annotations;
    }

    /** The page. */
    public static String markdown() {
        Reference reference = new Reference(Annotations.shipped());
        List<Place> parts = reference.parts();
        reference.page.append("\n## All settings\n\n| setting | default |\n| --- | --- |\n");
        parts.forEach(reference::contents);
        parts.forEach(reference::part);
        return reference.page.toString();
    }

    /** What is told about a setting besides its meaning, in the order in which it is shown. What more is known goes here. */
    private static Map<String, String> facts(Setting setting) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("allowed", text(setting.allowed()).replace("|", "\\|"));
        fallback(setting).ifPresent(fallback -> facts.put("default", fallback));
        facts.put("variable", '`' + Environment.variable(setting.path()) + '`');
        Optional.ofNullable(Effect.table().get(setting.path().toString()))
                .ifPresent(
                        effect -> facts.put("takes effect", "[" + effect + "](reload.md#when-a-setting-takes-effect)"));
        return facts;
    }

    /** What holds where nothing is written; empty where that is nothing. */
    private static Optional<String> fallback(Setting setting) {
        Optional<SettingPath> whole = ofAllEndpoints(setting.path());
        if (whole.isPresent()) {
            return whole.map(Reference::link);
        }
        String fallback = setting.fallback();
        boolean isNothing = fallback.isEmpty() || fallback.equals("null");
        return isNothing
                ? Optional.empty()
                : Optional.of(fallback.matches("[a-z].* .*") ? fallback : '`' + fallback + '`');
    }

    /** The setting of all endpoints that holds where this one of a single endpoint is not said. */
    private static Optional<SettingPath> ofAllEndpoints(SettingPath path) {
        List<SettingPath.Segment> segments = path.segments();
        if (segments.size() < 3 || !segments.get(0).text().equals(ENDPOINTS)) {
            return Optional.empty();
        }
        SettingPath whole = new SettingPath(segments.subList(2, segments.size()));
        return Catalogue.known().find(whole).flatMap(Catalogue.Node::setting).map(Setting::path);
    }

    /** The parts at the top, in the order of the annotated file. */
    private List<Place> parts() {
        Set<String> known = Place.root().node().keys().keySet();
        Set<String> names = new LinkedHashSet<>(annotations.sections());
        names.retainAll(known);
        names.addAll(known);
        return names.stream().flatMap(name -> Place.root().below(name).stream()).toList();
    }

    private void contents(Place place) {
        place.node()
                .setting()
                .filter(Reference::isShown)
                .ifPresent(setting -> page.append("| ")
                        .append(link(setting.path()))
                        .append(" | ")
                        .append(fallback(setting).orElse(""))
                        .append(" |\n"));
        children(place).forEach(this::contents);
    }

    /** A part at the top: its text, how the annotated file writes it, and what is in it. */
    private void part(Place place) {
        heading("## ", place);
        List<String> written = annotations.written(place.path().toString());
        if (written.size() > 1) {
            page.append("\nThe defaults, as they are written:\n");
            yaml(written);
        }
        children(place).forEach(this::entry);
    }

    private static List<Place> children(Place place) {
        List<Place> children = new ArrayList<>();
        place.node().keys().keySet().forEach(key -> place.below(key).ifPresent(children::add));
        place.each().ifPresent(children::add);
        return children;
    }

    private void entry(Place place) {
        boolean isShown = place.node().setting().filter(Reference::isShown).isPresent();
        if (isShown || annotations.of(place.path()).isPresent()) {
            heading("### ", place);
        }
        children(place).forEach(this::entry);
    }

    private void heading(String level, Place place) {
        page.append('\n').append(level).append('`').append(place.path()).append("`\n");
        Optional<Note> note = annotations.of(place.path());
        paragraph(note.map(own -> own.text().stream().map(Reference::text).toList())
                .orElseGet(() -> elsewhere(place)));
        place.node().setting().ifPresent(this::table);
        note.map(Note::example).filter(example -> !example.isEmpty()).ifPresent(example -> {
            page.append("\nFor example:\n");
            yaml(example);
        });
    }

    private void table(Setting setting) {
        page.append("\n| | |\n| --- | --- |\n");
        facts(setting)
                .forEach((name, value) -> page.append("| ")
                        .append(name)
                        .append(" | ")
                        .append(value)
                        .append(" |\n"));
    }

    /** For what has no text of its own: the place that has. */
    private List<String> elsewhere(Place place) {
        Optional<SettingPath> whole = ofAllEndpoints(place.path());
        if (whole.isPresent()) {
            return List.of("For this endpoint what " + link(whole.orElseThrow()) + " is for all.");
        }
        SettingPath above = above(place.path());
        return above.segments().isEmpty() ? List.of() : List.of("See " + link(above) + '.');
    }

    /** The nearest section around it that has a text; nothing where none has. */
    private SettingPath above(SettingPath path) {
        SettingPath above = path;
        do {
            List<SettingPath.Segment> segments = above.segments();
            above = new SettingPath(segments.subList(0, segments.size() - 1));
        } while (!above.segments().isEmpty() && annotations.of(above).isEmpty());
        return above;
    }

    private void paragraph(List<String> lines) {
        boolean inList = false;
        String before = "";
        for (String line : lines) {
            boolean isItem = line.startsWith("- ") || line.startsWith("  ");
            page.append(before.isEmpty() || isItem != inList ? "\n" : "")
                    .append(line)
                    .append('\n');
            inList = isItem;
            before = line;
        }
    }

    private void yaml(List<String> lines) {
        page.append("\n```yaml\n");
        lines.forEach(line -> page.append(line).append('\n'));
        page.append("```\n");
    }

    private static String link(SettingPath path) {
        return "[`" + path + "`](#" + anchor(path) + ')';
    }

    /** As GitHub makes it from a heading. */
    static String anchor(SettingPath path) {
        return path.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
    }

    /** Without what Markdown would take for its own, and with links to other pages. */
    private static String text(String line) {
        String escaped = line.replace("*", "\\*").replace("<", "\\<");
        return escaped.replaceAll("\\bdocs/([a-z-]+\\.md)", "[docs/$1]($1)");
    }

    /** An item of a list is told of with its list. */
    private static boolean isShown(Setting setting) {
        List<SettingPath.Segment> segments = setting.path().segments();
        return segments.get(segments.size() - 1).kind() != SettingPath.Kind.ANY_INDEX;
    }
}
