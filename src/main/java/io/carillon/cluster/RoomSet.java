package io.carillon.cluster;

import io.carillon.message.RoomName;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Rooms and a hash of what they are, kept up to date with each change. For one thread. */
final class RoomSet {

    private final Set<RoomName> rooms = new HashSet<>();
    private long hash;

    /** Whether it was not there before. */
    boolean add(RoomName room) {
        boolean changed = rooms.add(room);
        if (changed) {
            hash += hash(room);
        }
        return changed;
    }

    /** Whether it was there before. */
    boolean remove(RoomName room) {
        boolean changed = rooms.remove(room);
        if (changed) {
            hash -= hash(room);
        }
        return changed;
    }

    boolean contains(RoomName room) {
        return rooms.contains(room);
    }

    Set<RoomName> rooms() {
        return Collections.unmodifiableSet(rooms);
    }

    int count() {
        return rooms.size();
    }

    /** The same for the same rooms, in whatever order they came; hardly ever for others. */
    long hash() {
        return hash;
    }

    /** FNV-1a, spread: {@link String#hashCode} has too many names of one hash to find a wrong room by it. */
    private static long hash(RoomName room) {
        String name = room.value();
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            h = (h ^ name.charAt(i)) * 0x100000001b3L;
        }
        h = (h ^ (h >>> 32)) * 0x9e3779b97f4a7c15L;
        return h ^ (h >>> 29);
    }
}
