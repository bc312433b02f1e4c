package io.carillon.hub;

import io.carillon.message.RoomName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has happened to one connection, as far as the logbook still has it: its own, and what it was told together with
 * others. Made of a connection's entries, in their order; of one thread.
 */
final class Account {

    private final List<Logbook.Entry> own;
    private final JsonArray events = new JsonArray();
    private final Map<RoomName, Long> joined = new HashMap<>();
    private final Set<RoomName> in;
    private final long since;
    private @Nullable Happening toldLast;

    /**
     * @param own its own entries
     * @param told what was told to several connections
     * @param places where it is, or was at its end
     * @param since when it was opened
     */
    Account(List<Logbook.Entry> own, List<Logbook.Entry> told, List<Place> places, long since) {
        this.own = own;
        this.since = since;
        this.in = places.stream().map(Place::room).collect(Collectors.toSet());
        in.addAll(leftUnseen());
        in.removeAll(joinedLater());
        for (Logbook.Entry entry : inOrder(told)) {
            if (entry.connection() != null || concerns(entry)) {
                add(entry);
            }
            if (entry.what() instanceof Happening.Closed) {
                return;
            }
        }
    }

    private List<Logbook.Entry> inOrder(List<Logbook.Entry> told) {
        return Stream.concat(own.stream(), told.stream())
                .sorted(Comparator.comparingLong(Logbook.Entry::number))
                .toList();
    }

    /** Rooms that it has joined where nobody remembers it. */
    private Set<RoomName> leftUnseen() {
        Set<RoomName> rooms = new HashSet<>();
        for (Logbook.Entry entry : own) {
            if (entry.what() instanceof Happening.Left left) {
                rooms.add(left.room());
            }
        }
        return rooms;
    }

    /** Rooms in whose case it is remembered, unless it had left them before that. */
    private Set<RoomName> joinedLater() {
        Set<RoomName> rooms = new HashSet<>();
        Set<RoomName> before = new HashSet<>();
        for (Logbook.Entry entry : own) {
            if (entry.what() instanceof Happening.Left left && !rooms.contains(left.room())) {
                before.add(left.room());
            } else if (entry.what() instanceof Happening.Joined first && !before.contains(first.room())) {
                rooms.add(first.room());
            }
        }
        return rooms;
    }

    /** Several event loops tell the same, each its own members. */
    private boolean concerns(Logbook.Entry told) {
        Happening what = told.what();
        boolean isNew = !what.equals(toldLast);
        boolean mine = what instanceof Happening.Reset reset ? in.contains(reset.room()) : told.time() >= since;
        if (mine) {
            toldLast = what;
        }
        return mine && isNew;
    }

    private void add(Logbook.Entry entry) {
        Happening what = entry.what();
        if (what instanceof Happening.Joined join) {
            in.add(join.room());
            joined.put(join.room(), entry.time());
        } else if (what instanceof Happening.Left left) {
            in.remove(left.room());
            joined.remove(left.room());
        }
        events.add(what.into(new JsonObject().put("time", entry.time()).put("event", what.event())));
    }

    /**
     * Tells of it, the oldest first, and of the rooms, with when they were joined, where that is remembered.
     *
     * @param happened how much was to be remembered
     */
    void into(JsonObject json, List<Place> places, int happened) {
        JsonArray rooms = new JsonArray();
        places.stream()
                .sorted(Comparator.comparing(place -> place.room().value()))
                .forEach(place -> rooms.add(place.json(joined.get(place.room()))));
        json.put("rooms", rooms).put("events", events);
        if (happened > own.size()) {
            json.put("omitted", happened - own.size());
        }
    }
}
