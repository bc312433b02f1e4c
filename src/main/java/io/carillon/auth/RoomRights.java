package io.carillon.auth;

import io.carillon.message.NamePattern;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which verbs somebody has in which rooms. Asked for each join and publication: names are looked up, and only where that
 * finds nothing are patterns gone through. Immutable.
 */
final class RoomRights {

    /** Gathers rights. */
    static final class Collector {

        private final Map<Verb, Names> rooms = new EnumMap<>(Verb.class);

        void add(NamePattern pattern, Set<Verb> verbs) {
            for (Verb verb : verbs) {
                rooms.computeIfAbsent(verb, none -> Names.empty()).add(pattern);
            }
        }

        /** What was gathered. Verbs that are allowed in the same rooms share them. */
        RoomRights rights() {
            Map<Names, Names> shared = new HashMap<>();
            @Nullable Names[] rights = new Names[Verb.values().length];
            rooms.forEach((verb, allowed) ->
                    rights[verb.ordinal()] = shared.computeIfAbsent(allowed.compact(), same -> same));
            return new RoomRights(rights);
        }
    }

    private final @Nullable Names[] rooms; // by the verb's ordinal

    private RoomRights(@Nullable Names[] rooms) {
        this.rooms = rooms;
    }

    boolean include(Verb verb, String room) {
        Names allowed = rooms[verb.ordinal()];
        return allowed != null && allowed.include(room);
    }
}
