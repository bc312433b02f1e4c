package io.carillon.gateway;

import io.carillon.auth.Revocation;
import io.carillon.auth.TokenVerifier;
import io.carillon.cluster.Circular;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.cluster.Revoker;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Config;
import io.carillon.count.NodeCounters;
import io.carillon.hub.Order;
import io.carillon.hub.Sessions;
import io.carillon.message.CloseCode;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carillon as a library: connections, users and rooms of one Vert.x in a cluster, and through it those of all nodes, be they
 * other applications with a hub or Carillon servers. One for each Vert.x.
 *
 * <pre>
 *  Hub.start(vertx)
 *      .onSuccess(hub -> hub.endpoint("chat").onMessage(...).mount(router, "/ws/:room"))
 * </pre>
 *
 * <p>All methods may be called on any thread, and none blocks. A <em>value</em> is a {@link io.vertx.core.json.JsonObject},
 * {@link io.vertx.core.json.JsonArray}, map, list, string, number, boolean or null; or binary, a {@link
 * io.vertx.core.buffer.Buffer} or {@code byte[]}; or what a {@link Message} says. A connection without a protocol receives the value alone: binary as a binary
 * message, a string as that text, anything else as its JSON text. A value that not every format could express is a {@link
 * io.carillon.codec.CodecException}, a name that is none of a room's an {@link IllegalArgumentException}, both thrown.
 */
public final class Hub {

    /** How often it is looked whether quiet rooms have missed something, in ms. */
    private static final long CHECK = 5_000;

    private static final Clock CLOCK = Clock.systemUTC();

    private final Foundation foundation;
    private final VertxInternal vertx;
    private final io.carillon.hub.Hub core;
    private final Guard guard;
    private final Admission admission;
    private final Sessions sessions;
    private final Lanes lanes;
    private final Departure departure;
    private final Succession reloads = new Succession();

    private Hub(Foundation foundation) {
        this.foundation = foundation;
        this.vertx = foundation.vertx();
        this.core = foundation.core();
        this.guard = foundation.guard();
        Config config = config();
        this.admission = Admission.ofNode(config.limits().admission(), System::nanoTime);
        this.sessions = new Sessions(vertx, core, config.limits().sessions());
        this.lanes = new Lanes(vertx, Transport.of(vertx, config.http().transport()));
        this.departure = new Departure(foundation, admission, lanes);
        long checking = vertx.setPeriodic(CHECK, id -> core.checkStreams());
        departure.atEnd(() -> vertx.cancelTimer(checking));
        departure.atEnd(guard.tokens().revocations().onRevoked(this::revoked));
    }

    /** Starts one with what holds where nothing is configured: without tokens. */
    public static Future<Hub> start(Vertx vertx) {
        return start(vertx, Config.defaults());
    }

    /**
     * Starts one, which joins the others of its cluster.
     *
     * @param vertx a clustered one, as {@link ClusteredVertx} starts it, or whose Hazelcast {@link ClusteredVertx#prepare}
     *     has prepared
     * @param config rooms, tokens and limits, as a server's; what it says of HTTP, of the cluster and of logging is the
     *     application's own matter. All nodes should have the same rooms
     * @return fails with a {@link io.carillon.config.ConfigException} where a key or schema cannot be used, an {@link
     *     IllegalArgumentException} where the Vert.x cannot
     */
    public static Future<Hub> start(Vertx vertx, Config config) {
        return vertx.executeBlocking(() -> HubFiles.of(config))
                .compose(files -> start(vertx, config, Objects.requireNonNull(files), Cluster::streams));
    }

    /**
     * The same, for who has read the files already, or keeps streams elsewhere.
     *
     * @param streams gives the store of a node of the cluster
     */
    public static Future<Hub> start(
            Vertx vertx, Config config, HubFiles files, Function<Cluster, StreamStore> streams) {
        return Foundation.lay(vertx, config, files, streams).map(Hub::new);
    }

    /** The product's version, as the build wrote it into the jar; {@code development} where there is no jar. */
    public static String version() {
        return Optional.ofNullable(Hub.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    // ---- connections

    /**
     * A place where clients connect, to be described and then {@linkplain Endpoint#mount mounted}.
     *
     * @param name what tokens and listings call it: letters, digits, - and _
     */
    public Endpoint endpoint(String name) {
        return new Endpoint(this, name);
    }

    /** The connection with this id, if it is on this node; {@link #find} asks the others, too. */
    public Optional<Connection> connection(String id) {
        return Optional.ofNullable(core.directory().find(id))
                .map(io.carillon.hub.Connection::details)
                .filter(Connection.class::isInstance)
                .map(Connection.class::cast);
    }

    /** What is known of a connection, on whichever node it is; empty where there is none, or its node does not answer. */
    public Future<Optional<ConnectionInfo>> find(String id) {
        return new Listings(core.register()).connection(id);
    }

    /** All connections of a user, on all nodes that answer. */
    public Future<List<ConnectionInfo>> connections(String user) {
        return new Listings(core.register()).connectionsOf(user);
    }

    /** How many connections this node has. */
    public int size() {
        return admission.connections();
    }

    // ---- messages

    /** A room. It exists while somebody is in it, and nobody has to make it. */
    public Room room(String name) {
        RoomName room = new RoomName(name);
        if (room.isReserved()) {
            throw new IllegalArgumentException("the room " + name + " belongs to the server");
        }
        return new Room(core, room);
    }

    /**
     * Says something to all connections of all nodes.
     *
     * @return how many connections it was handed to, as far as nodes have answered
     */
    public Future<Integer> broadcast(@Nullable Object value) {
        return broadcastExcept(value);
    }

    /** The same, but not to those with these ids. */
    public Future<Integer> broadcastExcept(@Nullable Object value, String... except) {
        return core.post().broadcast(new Circular(Set.copyOf(Arrays.asList(except)), direct(value)));
    }

    /**
     * Says something to all connections of a user.
     *
     * @return how many it was handed to, as far as nodes have answered
     */
    public Future<Integer> send(String user, @Nullable Object value) {
        return core.post().send(Recipient.user(user), direct(value));
    }

    /**
     * Says something to one connection, on whichever node it is.
     *
     * @return whether it was there
     */
    public Future<Boolean> sendTo(String connection, @Nullable Object value) {
        return core.post().send(Recipient.connection(connection), direct(value)).map(count -> count > 0);
    }

    private static ServerMessage.Direct direct(@Nullable Object value) {
        return new ServerMessage.Direct(Message.payload(value), Sender.service("server"), CLOCK.millis());
    }

    /**
     * Puts a connection into a room, on whichever node it is.
     *
     * @return whether it was there, and not in the room before; fails with a {@link RefusedException} where it may not be in
     *     more rooms, or the room is full
     */
    public Future<Boolean> join(String connection, String room) {
        return usher(Order.Kind.JOIN, connection, room);
    }

    /**
     * Takes a connection out of a room, on whichever node it is.
     *
     * @return whether it was in it
     */
    public Future<Boolean> leave(String connection, String room) {
        return usher(Order.Kind.LEAVE, connection, room);
    }

    private Future<Boolean> usher(Order.Kind kind, String connection, String room) {
        RoomName name = room(room).roomName();
        return order(
                new Order(kind, Recipient.connection(connection), name, CloseCode.GOING_AWAY, "by the application"));
    }

    /**
     * Closes a connection, on whichever node it is.
     *
     * @param code as for {@link Connection#close}
     * @return whether it was there
     */
    public Future<Boolean> disconnect(String connection, int code, String reason) {
        CloseCode checked = CloseFrame.checked(code, reason);
        return order(new Order(Order.Kind.DISCONNECT, Recipient.connection(connection), null, checked, reason));
    }

    private Future<Boolean> order(Order order) {
        return core.usher().usher(order).map(affected -> affected > 0);
    }

    // ---- for protocols, and who runs a node

    /** Rooms, members and streams as protocols need them: to recover, to read histories, to answer before delivering. */
    public io.carillon.hub.Hub core() {
        return core;
    }

    /** What holds now. */
    public Config config() {
        return Objects.requireNonNull(foundation.config().get());
    }

    /**
     * Has another configuration hold: keys, what is asked of tokens, rooms, limits of the node, calls, events. What it says of
     * HTTP and of the cluster has no effect. All or nothing, one after the other; connections stay, as do endpoints as they were described. Keys
     * that are gone verify nobody any more, and close nobody's connection: {@link #revoker} does.
     *
     * @return completes when all connections go by it; fails, and then nothing has changed, with a {@link
     *     io.carillon.config.ConfigException} where a key or schema cannot be used, or cannot be had
     */
    public Future<Void> reload(Config next) {
        return reloads.then(() -> vertx.executeBlocking(() -> HubFiles.of(next))
                .compose(files -> prepare(next, Objects.requireNonNull(files)))
                .compose(renewal -> renewal.take(List.of())));
    }

    /** Gets all ready for {@link #reload}, for who has read the files already, and has more to get ready. */
    public Future<Renewal> prepare(Config next, HubFiles files) {
        return guard.prepare(next, files).map(held -> new Renewal(this, next, files, held));
    }

    Foundation foundation() {
        return foundation;
    }

    public Clock clock() {
        return CLOCK;
    }

    /** Checks tokens, as the configuration says. */
    public TokenVerifier tokens() {
        return guard.tokens();
    }

    /** Revokes tokens, in the whole cluster. */
    public Revoker revoker() {
        return guard.revoker();
    }

    /** Whether tokens can be checked, since the keys that are elsewhere have been read, and other nodes answer. */
    public boolean isReady() {
        return !isDraining() && guard.isReady() && core.cluster().isInContact();
    }

    /** The users' sessions, as far as they are limited. */
    public Sessions sessions() {
        return sessions;
    }

    /**
     * Calls when nodes have come or gone, and when this one begins to stop; on any thread.
     *
     * @return ends the calls
     */
    public Runnable onChange(Runnable listener) {
        Runnable forgetHere = departure.onBegin(listener);
        Runnable forget = core.cluster().onChange(listener);
        return () -> {
            forgetHere.run();
            forget.run();
        };
    }

    /** Whether there can be a token that it accepts. */
    boolean takesTokens() {
        return !guard.closed();
    }

    /** Who may come in, for those who come another way. */
    public Admission admission() {
        return admission;
    }

    /** What happens to connections, in numbers. */
    public NodeCounters counters() {
        return lanes.counters();
    }

    Lanes lanes() {
        return lanes;
    }

    private Future<Integer> revoked(Revocation revocation) {
        return lanes.each(lane -> Eviction.of(revocation, lane))
                .map(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    public boolean isDraining() {
        return admission.isDraining();
    }

    /**
     * Lets nobody in any more, tells every connection when it will be closed, and closes it then, with 1012.
     *
     * @param over the time over which the connections are closed
     * @return completes when the last connection is gone, what it was still sent included
     */
    public Future<Void> drain(Duration over) {
        return departure.drain(over);
    }

    /**
     * Closes all connections with 1012, and leaves the others; the Vert.x stays. Once.
     *
     * @return completes when nothing is left
     */
    public Future<Void> close() {
        return departure.close();
    }

    /** Leaves the others without a word to connections: for who has drained it. */
    public Future<Void> leave() {
        return departure.leave();
    }
}
