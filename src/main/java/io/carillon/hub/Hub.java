package io.carillon.hub;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.Receiver;
import io.carillon.config.RoomSettings;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

    private final Function<RoomName, RoomSettings> settings;
    private final ConcurrentMap<RoomName, LocalRoom> rooms = new ConcurrentHashMap<>();
    private volatile @Nullable Cluster cluster;

    /**
     * @param settings what is configured for a room; from any thread, and always the same
     */
    public Hub(Function<RoomName, RoomSettings> settings) {
        this.settings = settings;
    }

    /** Connects the hub to the cluster that delivers to it; before anything else, once. */
    public void start(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The cluster that this hub is part of. */
    public Cluster cluster() {
        Cluster started = cluster;
        if (started == null) {
            throw new IllegalStateException("the hub was not started");
        }
        return started;
    }

    /** What holds for a room; where it has members here, without looking it up again. From any thread. */
    public RoomSettings settings(RoomName room) {
        LocalRoom local = rooms.get(room);
        return local == null ? settings.apply(room) : local.settings();
    }

    /**
     * Makes a connection a member of a room; one that is a member starts anew. On the connection's event loop.
     *
     * @return completes, on that event loop, when the connection is a member and every node knows to deliver here; fails
     *     where the connection was closed meanwhile
     */
    public Future<Void> join(Connection connection, RoomName room) {
        if (connection.isIn(room)) {
            connection.outbox().forget(room);
            return Future.succeededFuture();
        }
        LocalRoom local = rooms.compute(room, (name, known) -> known == null ? enter(name) : known.use());
        if (local.entered().isComplete()) {
            return admit(connection, room, local);
        }
        Promise<Void> promise = Promise.promise();
        local.entered()
                .onComplete(done -> connection
                        .shard()
                        .execute(() -> admit(connection, room, local).onComplete(promise)));
        return promise.future();
    }

    private LocalRoom enter(RoomName room) {
        return new LocalRoom(settings.apply(room), cluster().enter(room));
    }

    private Future<Void> admit(Connection connection, RoomName room, LocalRoom local) {
        if (connection.isClosed() || connection.isIn(room)) {
            release(room);
            return connection.isClosed() ? Future.failedFuture("the connection was closed") : Future.succeededFuture();
        }
        connection.put(connection.shard().add(connection, room, local));
        return Future.succeededFuture();
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
        connection.close().forEach(membership -> remove(connection, membership));
    }

    private void remove(Connection connection, Members.Membership membership) {
        connection.shard().remove(membership);
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
     * Sends a message to the members of a room, everywhere. Any thread; one thread's messages stay in order.
     *
     * @param time when it was accepted, in ms since 1970
     * @param echo whether the sender's own connection is to receive it
     */
    public void publish(RoomName room, Payload data, Sender from, long time, boolean echo) {
        cluster().publish(new Publication(room, data, from, time, echo ? null : from.connection()));
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
