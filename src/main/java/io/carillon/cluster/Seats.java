package io.carillon.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has a place: all sessions of a user, or all members of a room. An entry of a map of Hazelcast, as an object on the
 * owner of its partition. For one thread.
 */
final class Seats extends WireData {

    private final Map<String, Seat> seats = new HashMap<>(2); // by connection
    private int taken;
    private long latest;
    private @Nullable Set<String> alive; // the nodes when it was last looked for those that have gone

    /** Those that count. */
    int taken() {
        return taken;
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    /** As they are now; not a copy. */
    Collection<Seat> all() {
        return Collections.unmodifiableCollection(seats.values());
    }

    /** Those that were given to others, and whose connections may not know yet. */
    List<Seat> leaving() {
        return taken == seats.size()
                ? List.of()
                : seats.values().stream().filter(Seat::leaving).toList();
    }

    @Nullable
    Seat of(String connection) {
        return seats.get(connection);
    }

    /** Adds a place, instead of one of the same connection. */
    void put(Seat seat) {
        Seat before = seats.put(seat.connection(), seat);
        taken += counted(seat) - counted(before);
        latest = Math.max(latest, seat.since());
        if (alive != null && !alive.contains(seat.life().node())) {
            alive = null;
        }
    }

    void remove(String connection) {
        taken -= counted(seats.remove(connection));
    }

    /**
     * Whether places of nodes that have gone are to be looked for, which takes long where there are many: not once more
     * with the same nodes.
     */
    boolean isToBeSwept(Set<String> nodes) {
        if (nodes.equals(alive)) {
            return false;
        }
        alive = nodes;
        return true;
    }

    private static int counted(@Nullable Seat seat) {
        return seat == null || seat.leaving() ? 0 : 1;
    }

    /** When the last one was taken; 0 where none has ever been. */
    long latest() {
        return latest;
    }

    /** The one that counts and was taken first. */
    Optional<Seat> oldest() {
        return seats.values().stream()
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
        seats.values().forEach(seat -> seat.write(writer));
    }

    @Override
    void read(WireReader reader) {
        for (int i = reader.count(); i > 0; i--) {
            put(Seat.read(reader));
        }
    }
}
