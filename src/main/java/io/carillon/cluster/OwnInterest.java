package io.carillon.cluster;

import io.carillon.message.RoomName;

/** The rooms in which this node has members, as it tells others, and how often that has changed. For one thread. */
final class OwnInterest {

    private final RoomSet rooms = new RoomSet();
    private long version;

    /** Whether that was news. */
    boolean set(RoomName room, boolean member) {
        boolean changed = member ? rooms.add(room) : rooms.remove(room);
        if (changed) {
            version++;
        }
        return changed;
    }

    RoomSet rooms() {
        return rooms;
    }

    /** Grows with each change. */
    long version() {
        return version;
    }
}
