package io.carillon.hub;

import io.carillon.auth.Access;
import io.carillon.auth.Verb;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.Receiver;
import io.carillon.cluster.StreamStore;
import io.carillon.config.RoomSettings;
import io.carillon.message.ClientMessage;
import io.carillon.message.Publication;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.carillon.schema.Schemas;
import io.carillon.stream.Slice;
import io.carillon.trace.Tracing;
import io.vertx.core.Future;
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

    private final ConcurrentMap<RoomName, LocalRoom> rooms = new ConcurrentHashMap<>();
    private final Streams streams;
    private final Rulebook rules;
    private final Publishing publishing;
    private final StreamCheck check;
    private final Directory directory = new Directory();
    private final Attendance attendance;
    private final Logbook logbook;
    private volatile @Nullable Cluster cluster;
    private volatile @Nullable Staff staff;
    private volatile Services services = Services.NONE;

    /** One that remembers nothing of connections. */
    public Hub(Function<RoomName, RoomSettings> settings, Schemas schemas) {
        this(settings, schemas, Logbook.OFF);
    }

    /**
     * @param settings what is configured for a room; from any thread, and the same until it is {@linkplain #change changed}
     * @param schemas those that rooms name
     * @param logbook gets what happens to connections
     */
    public Hub(Function<RoomName, RoomSettings> settings, Schemas schemas, Logbook logbook) {
        this.logbook = logbook;
        this.streams = new Streams(logbook);
        this.check = new StreamCheck(rooms, streams);
        this.rules = new Rulebook(rooms, settings, schemas);
        this.publishing = new Publishing(streams, rules, this::cluster, this::services);
        this.attendance = new Attendance(this, rooms, streams, rules);
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
        attendance.start(cluster.members());
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
        return new HubCounters(streams.counters(), streams.fanOut(), attendance.counters());
    }

    /** The cluster that this hub is part of. */
    public Cluster cluster() {
        return started(cluster);
    }

    /** The connections of this node. */
    public Directory directory() {
        return directory;
    }

    /** What has happened to connections of this node lately. */
    public Logbook logbook() {
        return logbook;
    }

    /** Tells of connections, and of those that are gone, on this node and on others. */
    public Inspector inspector() {
        return staff().inspector();
    }

    /** What is left of this node's connections when it goes. */
    public Bequest bequest() {
        return staff().bequest();
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
        logbook.opened(connection);
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
        return connection.turns().take(join.room(), () -> attendance.join(connection, join, true));
    }

    /** The same for whoever has the turn of this connection and room, and was not asked by its client. */
    Future<Entry> joinInTurn(Connection connection, ClientMessage.Join join) {
        return attendance.join(connection, join, false);
    }

    /**
     * Ends a membership, once what is under way for the same room is over; at once where that is nothing. On the
     * connection's event loop.
     *
     * @return completes, on that event loop, with whether there was one, and where there is presence when the other nodes
     *     know that it has ended
     */
    public Future<Boolean> leave(Connection connection, RoomName room) {
        return connection.turns().take(room, () -> attendance.leave(connection, room, null));
    }

    /** The same for a client that has not asked for it, and is told. Completes without waiting for other nodes. */
    public Future<Boolean> expel(Connection connection, RoomName room, String reason) {
        return connection.turns().take(room, () -> attendance.expel(connection, room, reason));
    }

    /**
     * The connection is gone: ends all its memberships. On the connection's event loop.
     *
     * @param ending how that has come
     * @param again whether its user is likely to open another one soon, and may stay a member that long, where a room's
     *     presence has a grace
     */
    public void close(Connection connection, Ending ending, boolean again) {
        logbook.closed(connection, ending);
        close(connection, again);
    }

    /** The same for what is no client's. */
    public void close(Connection connection, boolean again) {
        directory.remove(connection);
        attendance.close(connection, again);
    }

    /**
     * Who is in a room; nobody here has to be. On an event loop.
     *
     * @param shard of the event loop
     * @return completes on that event loop; fails with a {@link RefusedException} where there is no presence
     */
    public Future<Result.Members> members(RoomName room, Shard shard) {
        return attendance.members(room, shard);
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
                .orElseGet(() -> Future.failedFuture(Access.NO_STREAM.refusal(Verb.HISTORY, room)));
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
