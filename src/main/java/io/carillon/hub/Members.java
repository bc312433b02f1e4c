package io.carillon.hub;

import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import java.util.Arrays;
import java.util.List;
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
        private int index = NOWHERE;
        private @Nullable Joining joining; // until it is where the others are in the room's stream

        private Membership(Members members, Connection connection) {
            this.members = members;
            this.connection = connection;
            this.outbox = connection.outbox();
        }

        Members members() {
            return members;
        }

        Connection connection() {
            return connection;
        }

        /** What is still to be done before it is delivered to like the others; null where that is nothing. */
        @Nullable
        Joining joining() {
            return joining;
        }

        void setJoining(@Nullable Joining joining) {
            this.joining = joining;
        }

        /** Where it is, as far as that is known at once. */
        Place place() {
            LocalStream stream = members.stream;
            return new Place(
                    members.room,
                    stream == null || joining != null || stream.view().isNew()
                            ? null
                            : stream.view().position());
        }

        /** Its client was told that it is a member: delivers to it from now on, where no stream has to be read before. */
        void begin() {
            if (index == NOWHERE && joining == null && connection.membership(members.room) == this) {
                members.place(this);
            }
        }

        /** Writes all of it that is not about the connection itself; returns how many messages that were. */
        int tell(Batch batch) {
            if (batch.hasExceptions() && batch.excepts(connection.id())) {
                List<Batch> others = batch.without(connection.id());
                others.forEach(outbox::write);
                return others.size();
            }
            outbox.write(batch);
            return batch.size();
        }
    }

    private static final int NOWHERE = -1;

    private final RoomName room;
    private final LocalRoom local;
    private final @Nullable LocalStream stream;
    private @Nullable Membership[] places = new Membership[1];
    private int size;
    private int all; // those without a place included

    Members(RoomName room, LocalRoom local, Shard shard) {
        this.room = room;
        this.local = local;
        this.stream = local.streams() == null ? null : new LocalStream(this, shard, local.streams());
    }

    /** Null where the room has none. */
    @Nullable
    LocalStream stream() {
        return stream;
    }

    RoomName room() {
        return room;
    }

    LocalRoom local() {
        return local;
    }

    boolean isEmpty() {
        return all == 0;
    }

    /** How many are delivered to. */
    int size() {
        return size;
    }

    /** In a room with a stream or presence it has no place yet: nothing is delivered. */
    Membership add(Connection connection) {
        Membership membership = new Membership(this, connection);
        all++;
        local.count(1);
        if (stream == null && local.presence() == null) {
            place(membership);
        }
        return membership;
    }

    void remove(Membership membership) {
        all--;
        local.count(-1);
        displace(membership);
        if (membership.joining != null) {
            membership.joining.stop();
        }
    }

    /** Delivers to it from now on. */
    void place(Membership membership) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
        }
        membership.index = size;
        places[size++] = membership;
    }

    /** Delivers nothing to it any more. */
    void displace(Membership membership) {
        if (membership.index == NOWHERE) {
            return;
        }
        Membership last = places[--size];
        places[size] = null;
        if (last != null && last != membership) {
            last.index = membership.index;
            places[membership.index] = last;
        }
        membership.index = NOWHERE;
    }

    /** Says something else than a room message to each of those that have a place. */
    void tell(ServerMessage message) {
        for (int i = size - 1; i >= 0; i--) {
            Membership membership = places[i];
            if (membership != null) {
                membership.outbox.send(message);
            }
        }
    }

    /** What is no message: to whoever knows that it is a member. */
    void tell(Batch batch) {
        write(batch);
        if (stream != null) {
            stream.tell(batch);
        }
    }

    /** Hot path. Messages of the room, to whoever has a place. */
    void deliver(Batch batch) {
        local.fanOut().deliveries().add(write(batch));
    }

    /** Hot path: one turn per member, nothing allocated. Returns how many messages were written. */
    private long write(Batch batch) {
        boolean exceptions = batch.hasExceptions();
        long written = exceptions ? 0 : (long) size * batch.size();
        for (int i = size - 1; i >= 0; i--) {
            Membership membership = places[i];
            if (membership == null) {
                continue;
            }
            if (exceptions) {
                written += membership.tell(batch);
            } else {
                membership.outbox.write(batch);
            }
        }
        return written;
    }
}
