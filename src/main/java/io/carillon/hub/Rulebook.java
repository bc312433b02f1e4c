package io.carillon.hub;

import io.carillon.config.RoomSettings;
import io.carillon.message.RoomName;
import io.carillon.schema.Schemas;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** What is configured for rooms, which may change while they are in use. Any thread. */
final class Rulebook {

    /**
     * What is configured at a time.
     *
     * @param number counts the editions
     * @param settings of a room
     * @param schemas those that these settings name
     */
    record Edition(int number, Function<RoomName, RoomSettings> settings, Schemas schemas) {}

    /**
     * What holds for one room.
     *
     * @param edition that it follows from
     */
    record Ruling(Edition edition, RoomSettings settings) {

        /** One that stays; for who has no rulebook. */
        static Ruling of(RoomSettings settings) {
            return new Ruling(new Edition(0, room -> settings, Schemas.NONE), settings);
        }
    }

    private final ConcurrentMap<RoomName, LocalRoom> rooms;
    private volatile Edition edition;

    /** @param rooms those in use on this node */
    Rulebook(ConcurrentMap<RoomName, LocalRoom> rooms, Function<RoomName, RoomSettings> settings, Schemas schemas) {
        this.rooms = rooms;
        this.edition = new Edition(1, settings, schemas);
    }

    /** Has something else hold, from one moment on for all rooms, each of which finds out when somebody uses it. */
    synchronized void change(Function<RoomName, RoomSettings> settings, Schemas schemas) {
        edition = new Edition(edition.number + 1, settings, schemas);
    }

    /** Has the rooms in use find out now. Takes its time with many rooms; one that is missed here finds out by itself. */
    void tellRooms() {
        rooms.forEach((room, local) -> local.ruling(edition, room));
    }

    /** What holds for a room now; where it has members here, without looking it up again. */
    Ruling of(RoomName room) {
        LocalRoom local = rooms.get(room);
        return local == null ? anew(room) : local.ruling(edition, room);
    }

    /** What holds for a room that nobody here is in. */
    Ruling anew(RoomName room) {
        Edition now = edition;
        return new Ruling(now, now.settings.apply(room));
    }
}
