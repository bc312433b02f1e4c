package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.Receiver;
import io.carillon.cluster.StreamStore;
import io.carillon.config.RoomSettings;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
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

    private static final Future<Optional<StreamStore.Appended>> NOT_STORED = Future.succeededFuture(Optional.empty());

    private final Function<RoomName, RoomSettings> settings;
    private final ConcurrentMap<RoomName, LocalRoom> rooms = new ConcurrentHashMap<>();
    private final Streams streams = new Streams();
    private final StreamCheck check = new StreamCheck(rooms, streams);
    private final Directory directory = new Directory();
    private final Seating seating = new Seating();
    private volatile @Nullable Cluster cluster;
    private volatile @Nullable Post post;

    /**
     * @param settings what is configured for a room; from any thread, and always the same
     */
    public Hub(Function<RoomName, RoomSettings> settings) {
        this.settings = settings;
    }

    /** Connects the hub to the cluster that delivers to it, and keeps its streams; before anything else, once. */
    public void start(Cluster cluster, StreamStore store) {
        this.cluster = cluster;
        streams.start(store);
        seating.start(cluster.members());
        post = new Post(directory, cluster.questions()).open();
        cluster.onChange(check::run);
    }

    /**
     * Asks the store for the newest positions of all stream rooms with members here, so that what is missing is found
     * also where nothing more is published. To be called every few seconds; any thread.
     */
    public void checkStreams() {
        check.run();
    }

    /** What became of joins and gaps in stream rooms on this node. */
    public RecoveryCounters recoveryCounters() {
        return streams.counters();
    }

    /** The cluster that this hub is part of. */
    public Cluster cluster() {
        Cluster started = cluster;
        if (started == null) {
            throw new IllegalStateException("the hub was not started");
        }
        return started;
    }

    /** The connections of this node. */
    public Directory directory() {
        return directory;
    }

    /** The way to connections past all rooms, on this node and on others. */
    public Post post() {
        Post open = post;
        if (open == null) {
            throw new IllegalStateException("the hub was not started");
        }
        return open;
    }

    /** What holds for a room; where it has members here, without looking it up again. From any thread. */
    public RoomSettings settings(RoomName room) {
        LocalRoom local = rooms.get(room);
        return local == null ? settings.apply(room) : local.settings();
    }

    /**
     * Makes a connection a member of a room, and delivers to it at once; see {@link #join(Connection, RoomName, Position)}.
     */
    public Future<Void> join(Connection connection, RoomName room) {
        return join(connection, room, null).map(entry -> {
            entry.begin().run();
            return null;
        });
    }

    /**
     * Makes a connection a member of a room; one that is a member starts anew. On the connection's event loop.
     *
     * @param recover up to where the client has the room's stream; null where it wants no more than what comes
     * @return completes, on that event loop, when the connection is a member and every node knows to deliver here; fails
     *     where the connection was closed meanwhile, and, with a {@link io.carillon.message.RefusedException}, where the
     *     stream cannot be read. Nothing of a stream is delivered before {@link Entry#begin}
     */
    public Future<Entry> join(Connection connection, RoomName room, @Nullable Position recover) {
        Members.Membership known = connection.membership(room);
        if (known != null) {
            connection.outbox().forget(room);
            return follow(known, recover);
        }
        LocalRoom local = rooms.compute(room, (name, used) -> used == null ? enter(name) : used.use());
        int max = local.settings().maxMembers();
        return seating.take(connection, room, max, () -> arrive(connection, local, room, recover), () -> release(room));
    }

    private Future<Entry> arrive(Connection connection, LocalRoom local, RoomName room, @Nullable Position recover) {
        if (local.entered().isComplete()) {
            return admit(connection, local, room, recover);
        }
        Promise<Entry> promise = Promise.promise();
        local.entered()
                .onComplete(done -> connection
                        .shard()
                        .execute(() -> admit(connection, local, room, recover).onComplete(promise)));
        return promise.future();
    }

    private LocalRoom enter(RoomName room) {
        return new LocalRoom(settings.apply(room), cluster().enter(room), streams);
    }

    private Future<Entry> admit(Connection connection, LocalRoom local, RoomName room, @Nullable Position recover) {
        Members.Membership known = connection.membership(room);
        if (connection.isClosed() || known != null) {
            release(room);
            return known == null ? Future.failedFuture("the connection was closed") : follow(known, recover);
        }
        Members.Membership membership = connection.shard().add(connection, room, local);
        connection.put(membership);
        return follow(membership, recover);
    }

    /** Where the room has a stream: reads what the client needs of it; who cannot be told where it is, is no member. */
    private Future<Entry> follow(Members.Membership membership, @Nullable Position recover) {
        LocalStream stream = membership.members().stream();
        return stream == null ? Entry.PLAIN : stream.join(membership, recover).onFailure(cause -> drop(membership));
    }

    private void drop(Members.Membership membership) {
        RoomName room = membership.members().room();
        if (membership.connection().membership(room) == membership && membership.joining() == null) {
            leave(membership.connection(), room);
        }
    }

    /** Ends a membership, and returns whether there was one. On the connection's event loop. */
    public boolean leave(Connection connection, RoomName room) {
        Members.Membership membership = connection.take(room);
        if (membership == null) {
            return false;
        }
        remove(connection, membership);
        connection.outbox().forget(room);
        return true;
    }

    /** The connection is gone: ends all its memberships. On the connection's event loop. */
    public void close(Connection connection) {
        directory.remove(connection);
        connection.close().forEach(membership -> remove(connection, membership));
    }

    private void remove(Connection connection, Members.Membership membership) {
        connection.shard().remove(membership);
        seating.give(membership);
        release(membership.members().room());
    }

    private void release(RoomName room) {
        rooms.computeIfPresent(room, (name, local) -> {
            if (local.release()) {
                return local;
            }
            cluster().leave(name);
            return null;
        });
    }

    /**
     * Sends a message to the members of a room, everywhere; where it has a stream, it is stored before. Any thread; one
     * thread's messages stay in order where each waits for the one before.
     *
     * @param echo whether the sender's own connection is to receive it
     * @return where it was stored; empty, and at once, where the room has no stream. Fails with a {@link
     *     io.carillon.message.RefusedException} where it could not be, or nobody knows whether it was
     */
    public Future<Optional<StreamStore.Appended>> publish(StreamStore.Append message, boolean echo) {
        Optional<StreamSettings> stream = settings(message.room()).stream();
        if (stream.isEmpty()) {
            tell(message, echo, null);
            return NOT_STORED;
        }
        return streams.append(message, stream.get()).map(appended -> {
            if (!appended.duplicate()) { // the first one may never have been told of: then its gap will be found
                tell(message, echo, appended.position());
            }
            return Optional.of(appended);
        });
    }

    private void tell(StreamStore.Append message, boolean echo, @Nullable Position position) {
        Sender from = message.from();
        String except = echo ? null : from.connection();
        cluster().publish(new Publication(message.room(), message.data(), from, message.time(), except, position));
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
            local.post(publication);
        }
    }

    /** How many rooms have members on this node. */
    public int rooms() {
        return rooms.size();
    }
}
