package io.carillon.auth;

import io.carillon.message.NamePattern;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which verbs somebody has in which rooms. Asked for each join and publication: names are looked up, and only where that
 * finds nothing are patterns gone through. Immutable.
 */
final class RoomRights {

    private record Rooms(Set<String> names, List<NamePattern> patterns) {
        Rooms() {
            this(new HashSet<>(), new ArrayList<>());
        }

        void add(NamePattern pattern) {
            pattern.literal().ifPresentOrElse(names::add, () -> patterns.add(pattern));
        }

        /** The same, as small as it can be: connections keep it. */
        Rooms compact() {
            return new Rooms(Set.copyOf(names), List.copyOf(patterns));
        }

        boolean include(String room) {
            if (names.contains(room)) {
                return true;
            }
            for (NamePattern pattern : patterns) {
                if (pattern.matches(room)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Gathers rights. */
    static final class Collector {

        private final Map<Verb, Rooms> rooms = new EnumMap<>(Verb.class);

        void add(NamePattern pattern, Set<Verb> verbs) {
            for (Verb verb : verbs) {
                rooms.computeIfAbsent(verb, none -> new Rooms()).add(pattern);
            }
        }

        /** What was gathered. Verbs that are allowed in the same rooms share them. */
        RoomRights rights() {
            Map<Rooms, Rooms> shared = new HashMap<>();
            @Nullable Rooms[] rights = new Rooms[Verb.values().length];
            rooms.forEach((verb, allowed) ->
                    rights[verb.ordinal()] = shared.computeIfAbsent(allowed.compact(), same -> same));
            return new RoomRights(rights);
        }
    }

    private final @Nullable Rooms[] rooms; // by the verb's ordinal

    private RoomRights(@Nullable Rooms[] rooms) {
        this.rooms = rooms;
    }

    boolean include(Verb verb, String room) {
        Rooms allowed = rooms[verb.ordinal()];
        return allowed != null && allowed.include(room);
    }
}
