package io.carillon.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A part of the configuration as a record reads itself from it. Reading does several things in one: it gives the value or
 * its default, it adds what is wrong to the violations, it tells which settings exist ({@link Catalogue}), and it notes
 * the effective value ({@link #effective}) and where it was written ({@link #sources}). So these never differ.
 *
 * <p>In a survey nothing is written and every map and list has one entry, so that all settings come up. Of one thread.
 */
final class Section {

    private record Reading(
            Violations violations, Consumer<Setting> settings, boolean survey, Map<SettingPath, String> sources) {
        Reading(Violations violations, Consumer<Setting> settings, boolean survey) {
            this(violations, settings, survey, new LinkedHashMap<>());
        }
    }

    private final Reading reading;
    private final SettingPath path;
    private final Value.Entries own;
    private Value.Entries written;
    private final Set<String> asked = new LinkedHashSet<>();
    private final Set<String> broken = new LinkedHashSet<>();
    private final Map<String, Value> effective = new LinkedHashMap<>();

    private Section(Reading reading, SettingPath path, Value.Entries written) {
        this.reading = reading;
        this.path = path;
        this.own = written;
        this.written = written;
    }

    /** The whole of what was written. */
    static Section root(Value written, Violations violations) {
        Reading reading = new Reading(violations, setting -> {}, false);
        return new Section(reading, SettingPath.ROOT, entries(reading, SettingPath.ROOT, written));
    }

    /** Nothing written, to see which settings exist. */
    static Section survey(Consumer<Setting> settings) {
        Reading reading = new Reading(new Violations(), settings, true);
        return new Section(reading, SettingPath.ROOT, Value.Entries.none(Origin.DEFAULT));
    }

    /** Lets a record read itself; what was written and not asked for is unknown. */
    <T> T readAll(Function<Section, T> reader) {
        T read = reader.apply(this);
        written.entries().forEach((key, value) -> {
            if (!asked.contains(key)) {
                String allowed = new UnknownKey(path, key, asked).allowed();
                reading.violations.add(value.origin(), path.key(key).toString(), "an unknown key", allowed);
            }
        });
        return read;
    }

    /** Whether nothing is read really, but only what there is to be read is told. */
    boolean isSurvey() {
        return reading.survey;
    }

    /** Takes what a preset says as if it were written, where nothing else is; before anything but its name is read. */
    void layOver(Value.Entries preset) {
        if (!reading.survey) {
            written = (Value.Entries) Layers.merge(preset, written);
        }
    }

    /** A value, or its default where nothing or nothing valid is written. */
    <T> T value(String key, Rule<T> rule, T fallback) {
        return value(key, rule, fallback, rule.write(fallback).text());
    }

    /** The same with a default that follows from something else, and is described so in the reference. */
    <T> T value(String key, Rule<T> rule, T fallback, String described) {
        T value = read(key, rule, described).orElse(fallback);
        effective.put(key, rule.write(value));
        return value;
    }

    /** A value that has no default. */
    <T> Optional<T> optional(String key, Rule<T> rule) {
        Optional<T> value = read(key, rule, "null");
        effective.put(key, value.map(rule::write).orElseGet(() -> Value.Scalar.nothing(Origin.DEFAULT)));
        return value;
    }

    /** A value that must be written; empty where it is not, or not valid, which then is a violation. */
    <T> Optional<T> required(String key, Rule<T> rule) {
        if (!has(key)) {
            violation(key, "nothing", rule.allowed());
        }
        return optional(key, rule);
    }

    /** A list of values. */
    <T> List<T> list(String key, Rule<T> rule, List<T> fallback) {
        return list(key, rule, fallback, false);
    }

    /** A list of values that may also be written as the one value. */
    <T> List<T> listOrOne(String key, Rule<T> rule, List<T> fallback) {
        return list(key, rule, fallback, true);
    }

    private <T> List<T> list(String key, Rule<T> rule, List<T> fallback, boolean one) {
        SettingPath at = path.key(key);
        String described = Effective.inline(fallback.stream().map(rule::write).toList());
        String allowed = (one ? "one or a list, each " : "a list, each ") + rule.allowed();
        reading.settings.accept(new Setting(at, described, allowed, one && rule.literal()));
        reading.settings.accept(
                new Setting(at.then(SettingPath.Segment.ANY_INDEX), "", rule.allowed(), rule.literal()));
        List<T> read = ask(key).map(value ->
                        items(at, one && value instanceof Value.Scalar ? List.of(value) : items(at, value), rule))
                .orElse(fallback);
        effective.put(
                key, new Value.Items(List.copyOf(read.stream().map(rule::write).toList()), Origin.DEFAULT));
        return read;
    }

    /** A part with settings of its own. */
    <T> T section(String key, Function<Section, T> reader) {
        Section child = below(path.key(key), ask(key));
        T read = child.readAll(reader);
        effective.put(key, child.effective());
        return read;
    }

    /**
     * A part that may also be written as a flag: {@code true} is the part with nothing in it, {@code false} is {@code off}.
     * Empty where nothing or nothing valid is written.
     */
    <T> Optional<T> sectionOrFlag(String key, T off, Function<Section, T> reader) {
        if (ask(key).filter(Value.Entries.class::isInstance).isPresent()) {
            return Optional.of(section(key, reader));
        }
        Optional<Boolean> flag = optional(key, Rule.flagOrMap());
        T on = below(path.key(key), Optional.empty()).readAll(reader);
        return flag.map(is -> is ? on : off);
    }

    /** A part that may also be written as one value; empty where nothing or nothing valid is written. */
    <T> Optional<T> sectionOrValue(String key, Rule<T> rule, Function<Section, Optional<T>> reader) {
        if (ask(key).filter(Value.Entries.class::isInstance).isPresent()) {
            return section(key, reader);
        }
        if (reading.survey) {
            below(path.key(key), Optional.empty()).readAll(reader);
        }
        return optional(key, rule);
    }

    /** A list of parts; the reader gives nothing where its part is not usable. */
    <T> List<T> sections(String key, Function<Section, Optional<T>> reader) {
        Optional<Value> value = ask(key);
        List<Value> shown = new ArrayList<>();
        List<T> read = new ArrayList<>();
        if (reading.survey) {
            below(path.key(key).then(SettingPath.Segment.ANY_INDEX), Optional.empty())
                    .readAll(reader);
        }
        for (Value item : value.map(list -> items(path.key(key), list)).orElse(List.of())) {
            Section child = below(path.key(key).item(shown.size()), Optional.of(item));
            child.readAll(reader).ifPresent(read::add);
            shown.add(child.effective());
        }
        effective.put(key, new Value.Items(shown, Origin.DEFAULT));
        return read;
    }

    /** A map of parts; {@code unwritten} are the names that it has where it is empty. */
    <K, T> Map<K, T> sections(String key, Rule<K> name, List<String> unwritten, BiFunction<K, Section, T> reader) {
        Section map = map(key, unwritten);
        Map<K, T> read = new LinkedHashMap<>();
        if (reading.survey) {
            K any = name.read(Value.Scalar.text("any", Origin.DEFAULT));
            below(map.path.then(SettingPath.Segment.ANY_KEY), Optional.empty())
                    .readAll(section -> reader.apply(any, section));
            return read;
        }
        for (String written : map.written.entries().keySet()) {
            map.name(written, name).ifPresent(k -> read.put(k, map.section(written, child -> reader.apply(k, child))));
        }
        effective.put(key, map.effective());
        return read;
    }

    /** A map of lists. */
    <T> Map<String, List<T>> lists(String key, Rule<String> name, Rule<T> rule) {
        Section map = map(key, List.of());
        Map<String, List<T>> read = new LinkedHashMap<>();
        if (reading.survey) {
            SettingPath any = map.path.then(SettingPath.Segment.ANY_KEY);
            reading.settings.accept(new Setting(any, "", "a list, each " + rule.allowed(), false));
            reading.settings.accept(
                    new Setting(any.then(SettingPath.Segment.ANY_INDEX), "", rule.allowed(), rule.literal()));
            return read;
        }
        for (String written : map.written.entries().keySet()) {
            map.name(written, name).ifPresent(k -> read.put(k, map.list(written, rule, List.of())));
        }
        effective.put(key, map.effective());
        return read;
    }

    /** A map of single values. */
    <K, T> Map<K, T> values(String key, Rule<K> name, Rule<T> rule) {
        Section map = map(key, List.of());
        Map<K, T> read = new LinkedHashMap<>();
        if (reading.survey) {
            reading.settings.accept(
                    new Setting(map.path.then(SettingPath.Segment.ANY_KEY), "", rule.allowed(), rule.literal()));
            return read;
        }
        for (String written : map.written.entries().keySet()) {
            map.name(written, name).ifPresent(k -> map.optional(written, rule).ifPresent(value -> read.put(k, value)));
        }
        effective.put(key, map.effective());
        return read;
    }

    /** Says so where something is written that has its place in another part. */
    void elsewhere(String key, String allowed) {
        if (has(key)) {
            asked.add(key);
            violation(key, "a setting of the whole server", allowed);
        }
    }

    /** Whether something is written, right or wrong. */
    boolean has(String key) {
        return written.find(key).filter(value -> !value.isNull()).isPresent();
    }

    /** Whether what is written breaks its rule, which has been told, so that the default was given instead. */
    boolean isBroken(String key) {
        return broken.contains(key);
    }

    /** Says that what is written for a key does not fit to something else. */
    void violation(String key, String found, String allowed) {
        reading.violations.add(origin(key), path.key(key).toString(), found, allowed);
    }

    /** Says that the part as a whole is wrong. */
    void violation(String found, String allowed) {
        reading.violations.add(own.origin(), path.toString(), found, allowed);
    }

    /** Where this part stands, for messages. */
    String path() {
        return path.toString();
    }

    /** What this part was written in, for messages. */
    String source() {
        return own.origin().name();
    }

    /** Where all that was read so far was written, from the root down. */
    Sources sources() {
        return new Sources(reading.sources);
    }

    /** What holds, defaults included, and secrets masked. */
    Value.Entries effective() {
        return new Value.Entries(effective, Origin.DEFAULT);
    }

    private Origin origin(String key) {
        return own.find(key).map(Value::origin).orElse(own.origin());
    }

    private Optional<Value> ask(String key) {
        asked.add(key);
        Optional<Value> value = written.find(key).filter(some -> !some.isNull());
        value.ifPresent(some -> reading.sources.put(path.key(key), some.origin().name()));
        return value;
    }

    private <T> Optional<T> read(String key, Rule<T> rule, String fallback) {
        reading.settings.accept(new Setting(path.key(key), fallback, rule.allowed(), rule.literal()));
        Optional<Value> value = ask(key);
        Optional<T> read = value.flatMap(some -> read(path.key(key), some, rule));
        if (value.isPresent() && read.isEmpty()) {
            broken.add(key);
        }
        return read;
    }

    private <T> Optional<T> read(SettingPath at, Value value, Rule<T> rule) {
        try {
            return Optional.of(rule.read(value));
        } catch (Mismatch e) {
            reading.violations.add(value.origin(), at.toString(), e.found(), rule.allowed());
            return Optional.empty();
        }
    }

    private <T> List<T> items(SettingPath at, List<Value> items, Rule<T> rule) {
        List<T> read = new ArrayList<>();
        int index = 0;
        for (Value item : items) {
            read(at.item(index++), item, rule).ifPresent(read::add);
        }
        return read;
    }

    private List<Value> items(SettingPath at, Value value) {
        if (value instanceof Value.Items list) {
            return list.items();
        }
        reading.violations.add(value.origin(), at.toString(), value.kind(), "a list");
        return List.of();
    }

    private Section map(String key, List<String> unwritten) {
        Section map = below(path.key(key), ask(key));
        Value.Entries entries = map.written;
        if (entries.entries().isEmpty()) {
            for (String name : unwritten) {
                entries = entries.with(name, Value.Entries.none(Origin.DEFAULT));
            }
        }
        return new Section(reading, map.path, entries);
    }

    private <K> Optional<K> name(String written, Rule<K> rule) {
        return read(path.key(written), Value.Scalar.text(written, origin(written)), rule);
    }

    private Section below(SettingPath at, Optional<Value> value) {
        Value.Entries none = Value.Entries.none(written.origin());
        return new Section(
                reading, at, value.map(some -> entries(reading, at, some)).orElse(none));
    }

    private static Value.Entries entries(Reading reading, SettingPath at, Value value) {
        if (value instanceof Value.Entries entries) {
            return entries;
        }
        if (!value.isNull()) {
            reading.violations.add(value.origin(), at.toString(), value.kind(), "a map");
        }
        return Value.Entries.none(value.origin());
    }
}
