package io.carillon.hub;

import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Map;
import java.util.function.BiConsumer;
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

    private record Seen(RoomName name, LocalRoom room, int members) {}

    private static final Comparator<Seen> BY_NAME = Comparator.comparing(seen -> seen.name.value());

    private final Map<RoomName, LocalRoom> rooms;

    ActivityHere(Map<RoomName, LocalRoom> rooms) {
        this.rooms = rooms;
    }

    /** The first of those that are asked for, as they travel between nodes. */
    byte[] answer(RoomQuestion question) {
        long now = System.nanoTime();
        return question.sort() == RoomActivity.Sort.NAME
                ? page(question.filter(), now).encode()
                : Standings.encode(leaders(question, now));
    }

    /** One more is behind them, if there is one. */
    private Page page(Filter filter, long now) {
        First<Seen> first = new First<>(filter.limit() + 1, BY_NAME);
        forEach(filter, (name, room, members) -> first.add(new Seen(name, room, members)));
        return Page.of(first.inOrder().stream().map(seen -> describe(seen, now)).toList(), filter.limit());
    }

    private Leaders leaders(RoomQuestion question, long now) {
        Leaders leaders = new Leaders(question.filter().limit());
        boolean byMembers = question.sort() == RoomActivity.Sort.MEMBERS;
        forEach(question.filter(), (name, room, members) -> {
            double number = byMembers ? members : known(room.rate(now));
            if (number >= question.least()) {
                leaders.add(name.value(), number);
            }
        });
        return leaders;
    }

    private interface Look {
        void at(RoomName name, LocalRoom room, int members);
    }

    /** Those that somebody is in; others only ask, or are on the way. */
    private void forEach(Filter filter, Look action) {
        BiConsumer<RoomName, @Nullable LocalRoom> look = (name, room) -> {
            int members = room == null ? 0 : room.members();
            if (room != null && members > 0 && filter.includes(name.value(), name.value())) {
                action.at(name, room, members);
            }
        };
        if (filter.rooms().isEmpty()) {
            rooms.forEach(look);
        } else {
            filter.rooms().forEach(name -> look.accept(name, rooms.get(name)));
        }
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
