package io.carillon.hub;

import io.carillon.auth.Access;
import io.carillon.auth.Verb;
import io.carillon.cluster.Places;
import io.carillon.message.ClientMessage;
import io.carillon.message.Position;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How connections of this node become members of rooms, and cease to be. A room is there from its first use on this node to
 * its last. What concerns one connection happens on its event loop.
 */
final class Attendance {

    private static final Future<Boolean> LEFT = Future.succeededFuture(true);
    private static final Future<Boolean> NOT_A_MEMBER = Future.succeededFuture(false);

    private static final String UNREADABLE = "the room's stream could not be read";

    private final Hub hub;
    private final ConcurrentMap<RoomName, LocalRoom> rooms;
    private final Streams streams;
    private final Rulebook rules;
    private final PresenceCounters present = new PresenceCounters();
    private final Seating seating = new Seating();

    /** @param rooms those in use on this node; nobody else adds one, or takes one out */
    Attendance(Hub hub, ConcurrentMap<RoomName, LocalRoom> rooms, Streams streams, Rulebook rules) {
        this.hub = hub;
        this.rooms = rooms;
        this.streams = streams;
        this.rules = rules;
    }

    /** @param places of members, where rooms have so many and no more */
    void start(Places places) {
        seating.start(places);
    }

    PresenceCounters counters() {
        return present;
    }

    /**
     * Makes a connection a member of a room, in its turn; see {@link Hub#join(Connection, ClientMessage.Join)}.
     *
     * @param asked whether its client wants it
     */
    Future<Entry> join(Connection connection, ClientMessage.Join join, boolean asked) {
        return enter(connection, join).map(entry -> {
            hub.logbook().joined(connection, join.room(), asked, entry.start());
            return entry;
        });
    }

    private Future<Entry> enter(Connection connection, ClientMessage.Join join) {
        RoomName room = join.room();
        Members.Membership known = connection.membership(room);
        if (known != null) {
            connection.outbox().forget(room);
            return Arrival.of(connection, join, known.members().local(), () -> again(known, join.recover()));
        }
        LocalRoom local = rooms.compute(room, (name, used) -> used == null ? enter(name) : used.use());
        int max = hub.settings(room).maxMembers();
        connection.enter();
        return seating.take(
                connection,
                room,
                max,
                () -> Arrival.of(connection, join, local, () -> admit(connection, local, room, join.recover())),
                () -> {
                    connection.entered();
                    release(room);
                });
    }

    private LocalRoom enter(RoomName room) {
        Rulebook.Ruling found = rules.anew(room);
        Future<Void> entered = hub.cluster().enter(room);
        return found.settings()
                .presence()
                .map(presence -> new PresenceRoom(room, presence, hub.cluster().presence(), present))
                .map(presence -> new LocalRoom(found, entered, streams, presence))
                .orElseGet(() -> new LocalRoom(found, entered, streams));
    }

    private Future<Entry> admit(Connection connection, LocalRoom local, RoomName room, @Nullable Position recover) {
        connection.entered();
        if (connection.isClosed()) {
            forsake(connection, local, room);
            return Future.failedFuture(Arrival.ended());
        }
        Members.Membership membership = connection.shard().add(connection, room, local);
        connection.put(membership);
        hub.services().joined(connection, room);
        return follow(membership, recover);
    }

    private void forsake(Connection connection, LocalRoom local, RoomName room) {
        PresenceRoom presence = local.presence();
        if (presence != null) {
            presence.leave(connection.id());
        }
        release(room);
    }

    /** Where the room has a stream: reads what the client needs of it; who cannot be told where it is, is no member. */
    private Future<Entry> follow(Members.Membership membership, @Nullable Position recover) {
        LocalStream stream = membership.members().stream();
        return stream == null ? Entry.PLAIN : stream.join(membership, recover).onFailure(cause -> drop(membership));
    }

    /** Who was a member, and is none any more since it wanted to start anew, is told so. */
    private Future<Entry> again(Members.Membership membership, @Nullable Position recover) {
        Connection connection = membership.connection();
        RoomName room = membership.members().room();
        if (connection.membership(room) != membership) {
            return Future.failedFuture(Arrival.ended()); // while this was waited for
        }
        return follow(membership, recover).onFailure(cause -> {
            if (!connection.isClosed() && !connection.isIn(room)) {
                hub.logbook().left(connection, room, UNREADABLE);
                connection.outbox().send(new ServerMessage.Left(room, UNREADABLE));
            }
        });
    }

    private void drop(Members.Membership membership) {
        RoomName room = membership.members().room();
        if (membership.connection().membership(room) == membership && membership.joining() == null) {
            end(membership.connection(), room);
        }
    }

    /** Ends a membership, in its turn, for a client that has not asked for it, and is told. */
    Future<Boolean> expel(Connection connection, RoomName room, String reason) {
        if (!connection.isIn(room)) {
            return NOT_A_MEMBER;
        }
        leave(connection, room, reason);
        connection.outbox().send(new ServerMessage.Left(room, reason));
        return LEFT;
    }

    /**
     * Ends a membership, in its turn; see {@link Hub#leave}.
     *
     * @param reason why, where its client has not asked for it; else null
     */
    Future<Boolean> leave(Connection connection, RoomName room, @Nullable String reason) {
        if (connection.isIn(room)) {
            hub.logbook().left(connection, room, reason);
        }
        return end(connection, room);
    }

    private Future<Boolean> end(Connection connection, RoomName room) {
        Members.Membership membership = connection.take(room);
        if (membership == null) {
            return NOT_A_MEMBER;
        }
        connection.shard().remove(membership);
        LocalRoom local = membership.members().local();
        PresenceRoom presence = local.presence();
        Future<Void> told = presence == null ? null : presence.leave(connection.id());
        seating.give(membership);
        release(room);
        hub.services().left(connection, room);
        connection.outbox().forget(room);
        return told == null ? LEFT : connection.shard().after(told, () -> LEFT);
    }

    /** The connection is gone: ends all its memberships. */
    void close(Connection connection, boolean again) {
        connection.close().forEach(membership -> remove(connection, membership, again));
    }

    private void remove(Connection connection, Members.Membership membership, boolean again) {
        connection.shard().remove(membership);
        LocalRoom local = membership.members().local();
        RoomName room = membership.members().room();
        PresenceRoom presence = local.presence();
        seating.give(membership);
        hub.services().left(connection, room);
        if (presence != null && again) {
            presence.breakOff(connection.id(), connection.shard().timers(), () -> release(room));
        } else {
            forsake(connection, local, room);
        }
    }

    /** Who is in a room; see {@link Hub#members}. */
    Future<Result.Members> members(RoomName room, Shard shard) {
        Access access = Access.offered(Verb.MEMBERS, hub.settings(room), true);
        if (!access.isAllowed()) {
            return Future.failedFuture(access.refusal(Verb.MEMBERS, room));
        }
        LocalRoom local = rooms.compute(room, (name, used) -> used == null ? enter(name) : used.use());
        PresenceRoom presence = local.presence();
        Promise<Result.Members> promise = Promise.promise();
        local.entered().onComplete(known -> {
            if (presence != null) {
                presence.answer(shard, true, promise::complete);
            }
            release(room);
        });
        return promise.future();
    }

    private void release(RoomName room) {
        rooms.computeIfPresent(room, (name, local) -> {
            if (local.release()) {
                return local;
            }
            hub.cluster().leave(name);
            PresenceRoom presence = local.presence();
            if (presence != null) {
                presence.close();
            }
            return null;
        });
    }
}
