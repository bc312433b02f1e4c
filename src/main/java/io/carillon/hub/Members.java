package io.carillon.hub;

import io.carillon.message.RoomName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room on one event loop, which alone may touch it. Entering and leaving take constant time; the
 * order of members means nothing.
 */
final class Members {

    /** One connection's place in the room. */
    static final class Membership {

        private final Members members;
        private final Connection connection;
        private final Outbox outbox; // the connection's: one object less to fetch for each delivery
        private int index;

        private Membership(Members members, Connection connection, int index) {
            this.members = members;
            this.connection = connection;
            this.outbox = connection.outbox();
            this.index = index;
        }

        Members members() {
            return members;
        }
    }

    private final RoomName room;
    private final LocalRoom local;
    private @Nullable Membership[] places = new Membership[1];
    private int size;

    Members(RoomName room, LocalRoom local) {
        this.room = room;
        this.local = local;
    }

    RoomName room() {
        return room;
    }

    LocalRoom local() {
        return local;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Membership add(Connection connection) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        Membership membership = new Membership(this, connection, size);
        places[size++] = membership;
        return membership;
    }

    void remove(Membership membership) {
        Membership last = places[--size];
        places[size] = null;
        if (last != null && last != membership) {
            last.index = membership.index;
            places[membership.index] = last;
        }
    }

    /** Hot path: one turn per member, nothing allocated. */
    void deliver(Batch batch) {
        boolean exceptions = batch.hasExceptions();
        for (int i = size - 1; i >= 0; i--) {
            Membership membership = places[i];
            if (membership == null) {
                continue;
            }
            if (exceptions && batch.excepts(membership.connection.id())) {
                batch.without(membership.connection.id()).forEach(membership.outbox::write);
            } else {
                membership.outbox.write(batch);
            }
        }
    }
}
