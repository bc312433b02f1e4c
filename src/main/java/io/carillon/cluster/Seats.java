package io.carillon.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has a place: all sessions of a user, or all members of a room. An entry of a map of Hazelcast, as an object on the
 * owner of its partition. For one thread.
 */
final class Seats extends WireData {

    private final List<Seat> seats = new ArrayList<>(1);

    /** Those that count. */
    int taken() {
        int taken = 0;
        for (Seat seat : seats) {
            taken += seat.leaving() ? 0 : 1;
        }
        return taken;
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    List<Seat> all() {
        return List.copyOf(seats);
    }

    /** Those that were given to others, and whose connections may not know yet. */
    List<Seat> leaving() {
        return seats.stream().filter(Seat::leaving).toList();
    }

    @Nullable
    Seat of(String connection) {
        for (Seat seat : seats) {
            if (seat.connection().equals(connection)) {
                return seat;
            }
        }
        return null;
    }

    /** Adds a place, instead of one of the same connection. */
    void put(Seat seat) {
        for (int i = 0; i < seats.size(); i++) {
            if (seats.get(i).connection().equals(seat.connection())) {
                seats.set(i, seat);
                return;
            }
        }
        seats.add(seat);
    }

    void remove(String connection) {
        seats.removeIf(seat -> seat.connection().equals(connection));
    }

    /** When the last one was taken; 0 where there is none. */
    long latest() {
        return seats.stream().mapToLong(Seat::since).max().orElse(0);
    }

    /** The one that counts and was taken first. */
    Optional<Seat> oldest() {
        return seats.stream()
                .filter(seat -> !seat.leaving())
                .min(Comparator.comparingLong(Seat::since).thenComparing(Seat::connection));
    }

    @Override
    public int getClassId() {
        return StreamTypes.SEATS;
    }

    @Override
    void write(WireWriter writer) {
        writer.count(seats.size());
        seats.forEach(seat -> seat.write(writer));
    }

    @Override
    void read(WireReader reader) {
        for (int i = reader.count(); i > 0; i--) {
            seats.add(Seat.read(reader));
        }
    }
}
