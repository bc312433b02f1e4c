package io.carillon.cluster;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The places of an entry while a task changes them, and what it has changed. For one thread. */
final class SeatDraft {

    private final Seats seats;
    private @Nullable SeatCopy changes;

    SeatDraft(Seats seats) {
        this.seats = seats;
    }

    /** As they are by now; to be read. */
    Seats seats() {
        return seats;
    }

    void put(Seat seat) {
        seats.put(seat);
        changing().put(seat);
    }

    void remove(String connection) {
        seats.remove(connection);
        changing().remove(connection);
    }

    void removeIf(Predicate<Seat> condition) {
        List<Seat> gone = seats.all().stream().filter(condition).toList();
        gone.forEach(seat -> remove(seat.connection()));
    }

    private SeatCopy changing() {
        SeatCopy copy = changes;
        if (copy == null) {
            copy = new SeatCopy();
            changes = copy;
        }
        return copy;
    }

    /** For the copies; null where nothing has changed. */
    @Nullable
    SeatCopy changes() {
        return changes;
    }
}
