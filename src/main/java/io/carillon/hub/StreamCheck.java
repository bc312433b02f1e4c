package io.carillon.hub;

import io.carillon.message.Position;
import io.carillon.message.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Finds out whether stream rooms in which nothing happens have missed something: asks the store where they all are, many
 * at a time, and tells the event loops with members. One run at a time; any thread.
 */
final class StreamCheck {

    /** Rooms in one question. */
    private static final int TOGETHER = 1000;

    private final Map<RoomName, LocalRoom> rooms;
    private final Streams streams;
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * @param rooms with members on this node
     */
    StreamCheck(Map<RoomName, LocalRoom> rooms, Streams streams) {
        this.rooms = rooms;
        this.streams = streams;
    }

    /** Where one is under way, another follows it. */
    void run() {
        if (asked.getAndIncrement() == 0) {
            begin();
        }
    }

    private void begin() {
        asked.set(1);
        next(rooms.entrySet().iterator());
    }

    private void next(Iterator<Map.Entry<RoomName, LocalRoom>> left) {
        Map<RoomName, LocalRoom> together = new HashMap<>();
        while (left.hasNext() && together.size() < TOGETHER) {
            Map.Entry<RoomName, LocalRoom> room = left.next();
            if (room.getValue().streams() != null) {
                together.put(room.getKey(), room.getValue());
            }
        }
        if (!together.isEmpty()) {
            streams.positions(together.keySet()).onComplete(answer -> {
                if (answer.succeeded()) {
                    tell(together, answer.result());
                } // otherwise the next run may have more luck
                next(left);
            });
        } else if (!asked.compareAndSet(1, 0)) {
            begin();
        }
    }

    private static void tell(Map<RoomName, LocalRoom> asked, Map<RoomName, Optional<Position>> positions) {
        Map<Shard, List<RoomName>> shards = new HashMap<>();
        asked.forEach((name, room) -> {
            for (Shard shard : room.shards()) {
                shards.computeIfAbsent(shard, none -> new ArrayList<>()).add(name);
            }
        });
        shards.forEach((shard, names) -> shard.execute(() -> names.forEach(name -> {
            Members members = shard.members(name);
            Optional<Position> position = positions.get(name);
            if (position != null && members != null && members.stream() != null) { // or its owner did not answer
                members.stream().checked(position.orElse(null));
            }
        })));
    }
}
