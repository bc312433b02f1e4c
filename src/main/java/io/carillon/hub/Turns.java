package io.carillon.hub;

import io.carillon.message.RoomName;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is under way between one connection and its rooms. Joining takes its time, and a service may want something with the
 * same room meanwhile: for each room it is one thing after the other, so that none sees the half of another. For the
 * connection's event loop.
 */
final class Turns {

    private Map<RoomName, Future<?>> last = Map.of(); // most connections wait for nothing, and need no map

    /**
     * Does something when all that was begun for the room before is over and who waited for it was told; at once where
     * nothing is under way.
     *
     * @param step completes on the connection's event loop, and must not take a turn of the same room itself
     */
    <T> Future<T> take(RoomName room, Supplier<Future<T>> step) {
        Future<?> before = last.get(room);
        Future<T> mine = before == null ? begin(step) : before.transform(over -> begin(step));
        if (!mine.isComplete()) {
            if (last.isEmpty()) {
                last = new HashMap<>();
            }
            last.put(room, mine);
            mine.onComplete(over -> forget(room, mine));
        }
        return mine;
    }

    private static <T> Future<T> begin(Supplier<Future<T>> step) {
        try {
            return step.get();
        } catch (RuntimeException e) { // those that wait behind it are to have their turn
            return Future.failedFuture(e);
        }
    }

    private void forget(RoomName room, Future<?> over) {
        last.remove(room, over);
        if (last.isEmpty()) {
            last = Map.of();
        }
    }

    /** The rooms with which something is under way; a copy. */
    Set<RoomName> rooms() {
        return Set.copyOf(last.keySet());
    }
}
