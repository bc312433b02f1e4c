package io.carillon.auth;

import io.carillon.message.NamePattern;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

        /** What was gathered; nothing may be added afterwards. */
        RoomRights rights() {
            return new RoomRights(rooms);
        }
    }

    private final Map<Verb, Rooms> rooms;

    private RoomRights(Map<Verb, Rooms> rooms) {
        this.rooms = rooms;
    }

    boolean include(Verb verb, String room) {
        Rooms allowed = rooms.get(verb);
        return allowed != null && allowed.include(room);
    }
}
