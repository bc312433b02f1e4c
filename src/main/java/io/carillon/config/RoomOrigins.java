package io.carillon.config;

import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a room, setting by setting, and which pattern says so. It is found out by putting the patterns together as
 * {@link Rooms#of} does, one by one: whichever makes a setting appear has given it.
 *
 * @param patterns those that match the room's name, the most specific first
 * @param settings in the order of the documentation; those of a stream or of presence only where there is one
 */
public record RoomOrigins(List<String> patterns, List<RoomSetting> settings) {

    /** Of a room that has none, as those of the server itself. */
    public static final RoomOrigins NONE = new RoomOrigins(List.of(), List.of());

    private static final String CONFLATE = "conflate";

    /** What a pattern may say, and whether it does. */
    private static final Map<String, Function<RoomConfig, Optional<?>>> SAID = said();

    public RoomOrigins {
        patterns = List.copyOf(patterns);
        settings = List.copyOf(settings);
    }

    private static Map<String, Function<RoomConfig, Optional<?>>> said() {
        Map<String, Function<RoomConfig, Optional<?>>> said = new LinkedHashMap<>();
        said.put("publish", RoomConfig::publish);
        said.put("max-members", RoomConfig::maxMembers);
        said.put("stream", RoomConfig::stream);
        said.put("stream.size", room -> room.stream().flatMap(StreamConfig::size));
        said.put("stream.ttl", room -> room.stream().flatMap(StreamConfig::ttl));
        said.put(CONFLATE, RoomConfig::conflate);
        said.put("conflate.key", room -> room.conflate().flatMap(Conflation::key));
        said.put("presence", room -> room.presence().on());
        said.put("members-visible", room -> room.presence().visible());
        said.put("presence-grace", room -> room.presence().grace());
        said.put("schema", RoomConfig::schema);
        said.put("bus", RoomConfig::bus);
        return said;
    }

    /**
     * Of a room.
     *
     * @param inUse what holds for it now: as long as somebody is in a room, some of its settings stay
     */
    public static RoomOrigins of(Config config, RoomName room, RoomSettings inUse) {
        List<String> patterns = new ArrayList<>();
        Map<String, String> givenBy = new LinkedHashMap<>();
        RoomConfig merged = RoomConfig.EMPTY;
        for (Map.Entry<NamePattern, RoomConfig> entry :
                config.rooms().patterns().entrySet()) {
            if (!entry.getKey().matches(room.value())) {
                continue;
            }
            String pattern = entry.getKey().toString();
            patterns.add(pattern);
            RoomConfig more = merged.or(entry.getValue());
            for (Map.Entry<String, Function<RoomConfig, Optional<?>>> each : SAID.entrySet()) {
                if (each.getValue().apply(more).isPresent()) {
                    givenBy.putIfAbsent(each.getKey(), pattern);
                }
            }
            merged = more;
        }
        RoomSettings configured = RoomSettings.of(merged);
        boolean inVain = merged.conflate().filter(Conflation::on).isPresent()
                && configured.stream().isPresent();
        return new RoomOrigins(patterns, rows(config.sources(), givenBy, values(inUse), values(configured), inVain));
    }

    private static List<RoomSetting> rows(
            Sources sources,
            Map<String, String> givenBy,
            Map<String, Object> now,
            Map<String, Object> configured,
            boolean inVain) {
        List<RoomSetting> rows = new ArrayList<>();
        for (String name : SAID.keySet()) {
            Object value = now.get(name);
            if (value == null) {
                continue;
            }
            Optional<String> pattern = Optional.ofNullable(givenBy.get(name));
            boolean vain = inVain && name.equals(CONFLATE);
            rows.add(new RoomSetting(
                    name,
                    value,
                    other(value, configured.get(name)),
                    pattern,
                    pattern.flatMap(some -> written(sources, some, name)).orElse(Sources.DEFAULT),
                    vain ? Optional.of("what has a stream is not conflated") : Optional.empty()));
        }
        return rows;
    }

    private static @Nullable Object other(Object value, @Nullable Object configured) {
        return value.equals(configured) ? null : configured;
    }

    private static Optional<String> written(Sources sources, String pattern, String name) {
        String[] below = name.split("\\.");
        return below.length == 1
                ? sources.of("rooms", pattern, name)
                : sources.of("rooms", pattern, below[0], below[1]);
    }

    /** As somebody would write them. */
    private static Map<String, Object> values(RoomSettings room) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("publish", room.publish().toString());
        values.put("max-members", room.maxMembers());
        values.put("stream", room.stream().isPresent());
        room.stream().ifPresent(stream -> {
            values.put("stream.size", stream.size());
            values.put("stream.ttl", Durations.format(stream.ttl()));
        });
        values.put(CONFLATE, room.conflate().on());
        room.conflate().key().ifPresent(key -> values.put("conflate.key", key.toString()));
        values.put("presence", room.presence().isPresent());
        room.presence().ifPresent(presence -> {
            values.put("members-visible", presence.visible());
            values.put("presence-grace", Durations.format(presence.grace()));
        });
        values.put("schema", room.schema().<Object>map(SchemaName::toString).orElse(false));
        values.put("bus", room.bus());
        return values;
    }

    /** The setting of this name. */
    public Optional<RoomSetting> setting(String name) {
        return settings.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
