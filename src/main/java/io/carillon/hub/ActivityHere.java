package io.carillon.hub;

import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes on in the rooms of this node. Takes its time where there are many: not for event loops. Thread-safe. */
final class ActivityHere {

    static final String ROOM = "room";
    static final String MEMBERS = "members";
    static final String NODES = "nodes";
    static final String RATE = "rate";
    static final String STREAM = "stream";
    static final String PRESENCE = "presence";

    private static final double HUNDREDTHS = 100;

    /** A room, and where it stands in the order that is asked for. */
    private record Seen(RoomName name, LocalRoom room, int members, double rank) {}

    private static final Comparator<Seen> BY_NAME = Comparator.comparing(seen -> seen.name.value());
    private static final Comparator<Seen> BY_RANK =
            Comparator.comparingDouble(Seen::rank).reversed().thenComparing(BY_NAME);

    private final Map<RoomName, LocalRoom> rooms;

    ActivityHere(Map<RoomName, LocalRoom> rooms) {
        this.rooms = rooms;
    }

    /** The first of those that are asked for; one more is behind them where they are sorted by name. */
    Page answer(RoomQuestion question) {
        long now = System.nanoTime();
        Filter filter = question.filter();
        boolean isByName = question.sort() == RoomActivity.Sort.NAME;
        First<Seen> first = isByName ? new First<>(filter.limit() + 1, BY_NAME) : new First<>(filter.limit(), BY_RANK);
        Collection<RoomName> names = filter.rooms().isEmpty() ? rooms.keySet() : filter.rooms();
        for (RoomName name : names) {
            if (filter.includes(name.value(), name.value())) {
                Seen seen = look(name, question.sort(), now);
                if (seen != null && (isByName || seen.rank >= question.least())) {
                    first.add(seen);
                }
            }
        }
        return Page.of(first.inOrder().stream().map(seen -> describe(seen, now)).toList(), filter.limit());
    }

    /** Null where nobody is in it: somebody only asks, or is on the way. */
    private @Nullable Seen look(RoomName name, RoomActivity.Sort sort, long now) {
        LocalRoom local = rooms.get(name);
        int members = local == null ? 0 : local.members();
        if (local == null || members == 0) {
            return null;
        }
        double rank = switch (sort) {
            case NAME -> 0;
            case MEMBERS -> members;
            case RATE -> known(local.rate(now));
        };
        return new Seen(name, local, members, rank);
    }

    /** What is not known yet comes last, but it comes. */
    private static double known(double rate) {
        return Double.isNaN(rate) ? 0 : rate;
    }

    private static Page.Item describe(Seen seen, long now) {
        double rate = seen.room.rate(now);
        JsonObject json = new JsonObject()
                .put(ROOM, seen.name.value())
                .put(MEMBERS, seen.members)
                .put(NODES, 1)
                .put(RATE, Double.isNaN(rate) ? null : Math.round(rate * HUNDREDTHS) / HUNDREDTHS)
                .put(STREAM, seen.room.streams() != null)
                .put(PRESENCE, seen.room.presence() != null);
        return new Page.Item(seen.name.value(), json);
    }

    /** What two nodes tell of one room: a message reaches each of the nodes with members, so their rates are not added. */
    static JsonObject together(JsonObject one, JsonObject other) {
        return one.copy()
                .put(MEMBERS, one.getInteger(MEMBERS) + other.getInteger(MEMBERS))
                .put(NODES, one.getInteger(NODES) + other.getInteger(NODES))
                .put(RATE, larger(one.getDouble(RATE), other.getDouble(RATE)))
                .put(STREAM, one.getBoolean(STREAM) || other.getBoolean(STREAM))
                .put(PRESENCE, one.getBoolean(PRESENCE) || other.getBoolean(PRESENCE));
    }

    /** Null where neither is known. */
    static @Nullable Double larger(@Nullable Double one, @Nullable Double other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.max(one, other);
    }
}
