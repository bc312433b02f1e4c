package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.Receiver;
import io.carillon.cluster.StreamStore;
import io.carillon.config.RoomSettings;
import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.carillon.schema.Schemas;
import io.carillon.stream.Slice;
import io.carillon.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of this node, and through the cluster those of all nodes. A message passes each station once: {@link
 * #publish} hands it to the cluster, which hands it to every node with members, this one included, where {@link
 * #receive} hands it to every event loop with members, which hands it to them.
 *
 * <p>A room exists while somebody is in it. Messages of one publisher reach each member in the order in which they were
 * published.
 */
public final class Hub implements Receiver {

    private static final Future<Boolean> LEFT = Future.succeededFuture(true);
    private static final Future<Boolean> NOT_A_MEMBER = Future.succeededFuture(false);

    private final ConcurrentMap<RoomName, LocalRoom> rooms = new ConcurrentHashMap<>();
    private final Streams streams = new Streams();
    private final Rulebook rules;
    private final Publishing publishing;
    private final StreamCheck check = new StreamCheck(rooms, streams);
    private final Directory directory = new Directory();
    private final PresenceCounters present = new PresenceCounters();
    private final Seating seating = new Seating();
    private volatile @Nullable Cluster cluster;
    private volatile @Nullable Staff staff;
    private volatile Services services = Services.NONE;

    /**
     * @param settings what is configured for a room; from any thread, and the same until it is {@linkplain #change changed}
     * @param schemas those that rooms name
     */
    public Hub(Function<RoomName, RoomSettings> settings, Schemas schemas) {
        this.rules = new Rulebook(rooms, settings, schemas);
        this.publishing = new Publishing(streams, rules, this::cluster, this::services);
    }

    /** Has something else be configured, as at the beginning, for all rooms from one moment on. Any thread. */
    public void change(Function<RoomName, RoomSettings> settings, Schemas schemas) {
        rules.change(settings, schemas);
    }

    /** Has rooms in use find out what has changed before somebody uses them; with many it takes its time: on a worker. */
    public void tellRooms() {
        rules.tellRooms();
    }

    /** Connects the hub to the cluster that delivers to it, and keeps its streams; before anything else, once. */
    public void start(Cluster cluster, StreamStore store) {
        this.cluster = cluster;
        streams.start(store);
        store.onLate(publishing::stored);
        seating.start(cluster.members());
        staff = Staff.open(this, directory, rooms, streams);
        cluster.onChange(check::run);
    }

    /**
     * Asks the store for the newest positions of all stream rooms with members here, so that what is missing is found
     * also where nothing more is published. To be called every few seconds; any thread.
     */
    public void checkStreams() {
        check.run();
    }

    /** What has happened in rooms on this node. */
    public HubCounters counters() {
        return new HubCounters(streams.counters(), streams.fanOut(), present);
    }

    /** The cluster that this hub is part of. */
    public Cluster cluster() {
        return started(cluster);
    }

    /** The connections of this node. */
    public Directory directory() {
        return directory;
    }

    /** The way to connections past all rooms, on this node and on others. */
    public Post post() {
        return staff().post();
    }

    /** Moves connections that have not asked for it, on this node and on others. */
    public Usher usher() {
        return staff().usher();
    }

    /** Which rooms and connections there are, on this node and on others. */
    public Register register() {
        return staff().register();
    }

    /** The way into plain rooms for those who come in at any node. */
    public Relay relay() {
        return staff().relay();
    }

    private Staff staff() {
        return started(staff);
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the hub was not started");
        }
        return part;
    }

    /** Has other services hear what they are to hear, from now on. */
    public void attach(Services heard) {
        services = heard;
    }

    /** The services that hear of this node. */
    public Services services() {
        return services;
    }

    /** A connection has been opened; its outbox takes messages. On its event loop. */
    public void open(Connection connection) {
        directory.add(connection);
        services.opened(connection);
    }

    /** What holds for a room; where it has members here, without looking it up again. From any thread. */
    public RoomSettings settings(RoomName room) {
        return rules.of(room).settings();
    }

    /**
     * Makes a connection a member of a room, and delivers to it at once; see {@link #join(Connection, ClientMessage.Join)}.
     */
    public Future<Void> join(Connection connection, RoomName room) {
        return join(connection, new ClientMessage.Join(null, room, null)).map(entry -> {
            entry.begin().run();
            return null;
        });
    }

    /**
     * Makes a connection a member of a room; one that is a member starts anew. What is under way for the same room comes
     * first. On the connection's event loop.
     *
     * @param join into which room, up to where the client has its stream, and what the others see of it
     * @return completes, on that event loop, when the connection is a member and every node knows to deliver here, and who
     *     is there where there is presence; fails where the connection was closed meanwhile, and, with a {@link
     *     RefusedException}, where the stream cannot be read. Nothing of a stream, or of a room with presence, is delivered
     *     before {@link Entry#begin}
     */
    public Future<Entry> join(Connection connection, ClientMessage.Join join) {
        return connection.turns().take(join.room(), () -> joinInTurn(connection, join));
    }

    /** The same for whoever has the turn of this connection and room. */
    Future<Entry> joinInTurn(Connection connection, ClientMessage.Join join) {
        RoomName room = join.room();
        Members.Membership known = connection.membership(room);
        if (known != null) {
            connection.outbox().forget(room);
            return Arrival.of(connection, join, known.members().local(), () -> again(known, join.recover()));
        }
        LocalRoom local = rooms.compute(room, (name, used) -> used == null ? enter(name) : used.use());
        int max = settings(room).maxMembers();
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
        Future<Void> entered = cluster().enter(room);
        return found.settings()
                .presence()
                .map(presence -> new PresenceRoom(room, presence, cluster().presence(), present))
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
        services.joined(connection, room);
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
                connection.outbox().send(new ServerMessage.Left(room, "the room's stream could not be read"));
            }
        });
    }

    private void drop(Members.Membership membership) {
        RoomName room = membership.members().room();
        if (membership.connection().membership(room) == membership && membership.joining() == null) {
            leaveInTurn(membership.connection(), room);
        }
    }

    /**
     * Ends a membership, once what is under way for the same room is over; at once where that is nothing. On the
     * connection's event loop.
     *
     * @return completes, on that event loop, with whether there was one, and where there is presence when the other nodes
     *     know that it has ended
     */
    public Future<Boolean> leave(Connection connection, RoomName room) {
        return connection.turns().take(room, () -> leaveInTurn(connection, room));
    }

    /** The same for a client that has not asked for it, and is told. Completes without waiting for other nodes. */
    public Future<Boolean> expel(Connection connection, RoomName room, String reason) {
        return connection.turns().take(room, () -> {
            if (!connection.isIn(room)) {
                return NOT_A_MEMBER;
            }
            leaveInTurn(connection, room);
            connection.outbox().send(new ServerMessage.Left(room, reason));
            return LEFT;
        });
    }

    private Future<Boolean> leaveInTurn(Connection connection, RoomName room) {
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
        services.left(connection, room);
        connection.outbox().forget(room);
        return told == null ? LEFT : connection.shard().after(told, () -> LEFT);
    }

    /**
     * The connection is gone: ends all its memberships. On the connection's event loop.
     *
     * @param again whether its user is likely to open another one soon, and may stay a member that long, where a room's
     *     presence has a grace
     */
    public void close(Connection connection, boolean again) {
        directory.remove(connection);
        connection.close().forEach(membership -> remove(connection, membership, again));
    }

    private void remove(Connection connection, Members.Membership membership, boolean again) {
        connection.shard().remove(membership);
        LocalRoom local = membership.members().local();
        RoomName room = membership.members().room();
        PresenceRoom presence = local.presence();
        seating.give(membership);
        services.left(connection, room);
        if (presence != null && again) {
            presence.breakOff(connection.id(), connection.shard().timers(), () -> release(room));
        } else {
            forsake(connection, local, room);
        }
    }

    /**
     * Who is in a room; nobody here has to be. On an event loop.
     *
     * @param shard of the event loop
     * @return completes on that event loop; fails with a {@link RefusedException} where there is no presence
     */
    public Future<Result.Members> members(RoomName room, Shard shard) {
        if (settings(room).presence().isEmpty()) {
            return Future.failedFuture(
                    new RefusedException(ErrorCode.NOT_FOUND, "the room " + room + " has no presence"));
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
            cluster().leave(name);
            PresenceRoom presence = local.presence();
            if (presence != null) {
                presence.close();
            }
            return null;
        });
    }

    /**
     * Sends a message to the members of a room, everywhere; where it has a stream, it is stored before. Any thread; one
     * thread's messages stay in order where each waits for the one before.
     *
     * @return where it was stored; empty, and at once, where the room has no stream. Fails with a {@link RefusedException} where
     *     it does not fit the room's schema, where it could not be stored, or nobody knows whether it was
     */
    public Future<Optional<StreamStore.Appended>> publish(StreamStore.Append message) {
        return publishing.publish(message);
    }

    /**
     * Reads a part of a room's stream.
     *
     * @param since exclusive; 0 for the beginning
     * @param reverse the newest first, down to {@code since}
     * @return fails with a {@link io.carillon.message.RefusedException} where the room has no stream, or it cannot be read
     */
    public Future<Slice> history(RoomName room, long since, int limit, boolean reverse) {
        return settings(room).stream()
                .map(stream -> streams.read(room, since, limit, reverse, stream))
                .orElseGet(() -> Future.failedFuture(
                        new RefusedException(ErrorCode.NOT_FOUND, "the room " + room + " has no stream")));
    }

    /** Hot path. A message for the members on this node; from any thread. */
    @Override
    public void receive(Publication publication) {
        LocalRoom local = rooms.get(publication.room());
        if (local != null) {
            local.post(
                    publication,
                    publication.trace() == null ? Tracing.OFF : cluster().tracing());
        }
    }

    /** How many rooms have members on this node. */
    public int rooms() {
        return rooms.size();
    }
}
