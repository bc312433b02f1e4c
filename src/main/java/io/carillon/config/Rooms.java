package io.carillon.config;

import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of rooms by patterns of their names. Where several patterns match they merge, the more specific one
 * winning key by key.
 *
 * @param patterns the most specific first
 */
public record Rooms(SortedMap<NamePattern, RoomConfig> patterns) {

    public Rooms {
        patterns = Collections.unmodifiableSortedMap(new TreeMap<>(patterns));
    }

    /**
     * @param registry where subjects of schemas are, if anywhere
     */
    static Rooms read(Section section, String key, Optional<URI> registry) {
        Map<NamePattern, RoomConfig> patterns =
                section.sections(key, names(), List.of(), (pattern, room) -> RoomConfig.read(room, registry));
        return new Rooms(new TreeMap<>(patterns));
    }

    /** What holds for a room; in time proportional to the number of patterns. From any thread. */
    public RoomSettings of(RoomName room) {
        RoomConfig merged = RoomConfig.EMPTY;
        for (Map.Entry<NamePattern, RoomConfig> entry : patterns.entrySet()) {
            if (entry.getKey().matches(room.value())) {
                merged = merged.or(entry.getValue());
            }
        }
        return RoomSettings.of(merged);
    }

    /** Which pattern says which schema a room has: the most specific that says anything about it. */
    public Optional<Map.Entry<NamePattern, RoomConfig>> schemaOf(RoomName room) {
        return patterns.entrySet().stream()
                .filter(entry ->
                        entry.getValue().schema().isPresent() && entry.getKey().matches(room.value()))
                .findFirst();
    }

    private static Rule<NamePattern> names() {
        Rule<String> text = Rule.text("a pattern of room names (* and ** as wildcards)", Rooms::canMatch);
        return new Rule<>(
                text.allowed(),
                true,
                false,
                scalar -> NamePattern.of(text.read(scalar)),
                pattern -> text.write(pattern.toString()));
    }

    /** Whether there can be a room that the pattern matches. */
    private static boolean canMatch(String pattern) {
        try {
            return new RoomName(pattern.replace('*', 'x')).value().length() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
