package io.carillon.gateway;

import io.carillon.auth.Grant;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.hub.Condition;
import io.carillon.hub.Credential;
import io.carillon.hub.Details;
import io.carillon.hub.Profile;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A client's WebSocket at an endpoint, on this node. It lives on one event loop, on which its {@link ConnectionHandler} is
 * called; all methods may be called on any thread, unless they say otherwise, and none blocks. What one thread asks for is done in
 * that order: at once on the connection's own event loop, and from elsewhere in a later turn of it.
 */
public final class Connection implements Details {

    private static final Future<Void> DONE = Future.succeededFuture();

    private final Hub hub;
    private final Visit visit;
    private final io.carillon.hub.Connection member;
    private final Optional<String> subprotocol;
    private final @Nullable SocketAddress told; // most clients are where their connection comes from
    private final boolean secure;
    private final long since;
    final Lane lane;
    volatile Terms terms;
    final Socket socket;
    final ConnectionHandler handler;
    final Lifetime lifetime;
    private volatile @Nullable ConcurrentMap<String, Object> metadata; // connections are many, and few have any
    volatile ConnectionState state = ConnectionState.CONNECTING;
    volatile long lastPing;
    volatile long lastPong;

    /** @param guest who comes in, and where */
    Connection(Hub hub, Lane lane, Guest guest, Socket socket, Agreement agreement) {
        this.hub = hub;
        this.lane = lane;
        this.terms = guest.terms();
        this.visit = guest.visit();
        this.told = guest.caller().isTold() ? guest.caller().address() : null;
        this.secure = guest.caller().isSecure();
        this.socket = socket;
        this.subprotocol = agreement.subprotocol();
        this.member = new io.carillon.hub.Connection(guest.id(), guest.user(), lane.shard(), socket, this);
        this.since = hub.clock().millis();
        this.lifetime = new Lifetime(this, guest.grant());
        this.handler = agreement.handler().apply(this);
    }

    // ---- who and where

    /** Unique in the cluster, and not to be guessed. */
    public String id() {
        return member.id();
    }

    /** Who it is; the connection's {@link #id} where nobody has said ({@link Endpoint#user}). */
    public String user() {
        return member.user();
    }

    /**
     * Where the client is: from where the connection comes or, where a trusted proxy is there ({@code http.proxies}), what that
     * says. The port is 0 where nobody has said it.
     */
    public SocketAddress remoteAddress() {
        return told == null ? socket.remoteAddress() : told;
    }

    /** Whether the client came by TLS, be it to this server or, where that is trusted, to a proxy in front. */
    public boolean isSecure() {
        return secure;
    }

    public ConnectionState state() {
        return state;
    }

    /** The subprotocol that was agreed on, if the client listed any. */
    public Optional<String> subprotocol() {
        return subprotocol;
    }

    /** The parameters of the route's path, as {@code room} of {@code /ws/:room}. */
    public Map<String, String> pathParams() {
        return visit.path();
    }

    /**
     * A parameter of the route's path.
     *
     * @throws IllegalArgumentException where the route has none of that name
     */
    public String pathParam(String name) {
        return visit.pathParam(name);
    }

    /** The first value of a parameter of the query, decoded; null where it is not there. Never the token. */
    public @Nullable String queryParam(String name) {
        return visit.query().get(name);
    }

    /** All values of a parameter of the query, in their order. */
    public List<String> queryParams(String name) {
        return List.copyOf(visit.query().getAll(name));
    }

    /** What earlier handlers of the route have put into {@link io.vertx.ext.web.RoutingContext#data}, as it was then. */
    public Map<String, Object> data() {
        return visit.data();
    }

    /** A value that an earlier handler of the route has put; null where none has. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as RoutingContext.get
    public <T> @Nullable T get(String key) {
        return (T) visit.data().get(key);
    }

    /** The claims of its token; empty where it has none. A copy. */
    public JsonObject claims() {
        Grant known = grant();
        return known == null ? new JsonObject() : known.claims();
    }

    /** What its token allows it now; null where it has none. */
    public @Nullable Grant grant() {
        return lifetime.grant();
    }

    /** What the application notes about it: its own, to read and to change. */
    public ConcurrentMap<String, Object> metadata() {
        ConcurrentMap<String, Object> known = metadata;
        return known == null ? firstMetadata() : known;
    }

    private synchronized ConcurrentMap<String, Object> firstMetadata() {
        ConcurrentMap<String, Object> known = metadata;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            metadata = known;
        }
        return known;
    }

    /** When the last ping was sent, by whichever side; empty where there was none. */
    public Optional<Instant> lastPing() {
        return moment(lastPing);
    }

    /** When the peer's last pong came in; empty where there was none. */
    public Optional<Instant> lastPong() {
        return moment(lastPong);
    }

    private static Optional<Instant> moment(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    // ---- rooms

    /** The rooms that it is in, as they are now; a copy. */
    public Set<String> rooms() {
        return member.rooms().stream().map(RoomName::value).collect(Collectors.toUnmodifiableSet());
    }

    public boolean inRoom(String room) {
        return member.isIn(new RoomName(room));
    }

    /** Puts it into a room; see {@link Hub#join}. */
    public Future<Boolean> join(String room) {
        return hub.join(id(), room);
    }

    /** Takes it out of a room; see {@link Hub#leave}. */
    public Future<Boolean> leave(String room) {
        return hub.leave(id(), room);
    }

    // ---- out

    /**
     * Sends a text message.
     *
     * @return completes when the message has its place in the connection's queue; fails with a {@link NotOpenException} where
     *     the connection is not open any more. Where more waits than its limit, the connection is closed with 4003
     */
    public Future<Void> sendText(String text) {
        return send(Message.text(text));
    }

    /** The same with a binary message; the buffer is copied. */
    public Future<Void> sendBinary(Buffer data) {
        return send(Message.binary(data.getBytes()));
    }

    /** The same with a message of either kind. */
    public Future<Void> send(Message message) {
        return here(() -> socket.send(message));
    }

    /** The same with what the hub could have said, as this connection's {@link Encoder} has it; nothing where that has not. */
    public void send(ServerMessage message) {
        if (lane.isHere()) {
            socket.send(message);
        } else {
            lane.execute(() -> socket.send(message));
        }
    }

    /**
     * Sends a ping (RFC 6455, section 5.5.2), besides those by which lost connections are found.
     *
     * @param data 125 bytes at most
     */
    public Future<Void> ping(Buffer data) {
        byte[] payload = control(data);
        return here(() -> {
            lifetime.pinged();
            return socket.control(true, payload);
        });
    }

    /** Sends a pong that nobody has asked for (RFC 6455, section 5.5.3); pings are answered without help. */
    public Future<Void> pong(Buffer data) {
        byte[] payload = control(data);
        return here(() -> socket.control(false, payload));
    }

    private static byte[] control(Buffer data) {
        if (data.length() > FrameReader.LONGEST_CONTROL) {
            throw new IllegalArgumentException("a ping or pong has at most " + FrameReader.LONGEST_CONTROL
                    + " bytes, this one has " + data.length());
        }
        return data.getBytes();
    }

    /**
     * Begins the closing handshake (RFC 6455, section 7.1.2), after all that was sent before; nothing where it has begun.
     *
     * @param code 1000 to 1003, 1007 to 1014, or an application's own: 3000 to 4999, of which Carillon uses 4000 to 4003
     * @param reason for people, 123 bytes in UTF-8 at most
     * @throws IllegalArgumentException where the code may not be sent (section 7.4), or the reason is too long
     */
    public void close(int code, String reason) {
        lifetime.close(CloseFrame.checked(code, reason), reason);
    }

    /** Has a mistake told to {@link ConnectionHandler#onError}, and closes with 1011. */
    public void fail(Throwable cause) {
        execute(() -> lifetime.failed(cause));
    }

    /** Completes, on the connection's event loop, when the peer takes what it is sent; never where the connection ends. */
    public Future<Void> ready() {
        Promise<Void> ready = Promise.promise();
        execute(() -> socket.whenKeepsUp(ready::complete));
        return ready.future();
    }

    /** Stops reading: soon the peer cannot send any more. What has been read is still handled, and its close is not seen. */
    public void pause() {
        execute(() -> read(false));
    }

    /** Goes on reading. */
    public void resume() {
        execute(() -> read(true));
    }

    private void read(boolean on) {
        if (state == ConnectionState.OPEN) {
            socket.read(on);
        }
    }

    /** Runs something on the connection's event loop: at once where this is it. */
    public void execute(Runnable task) {
        if (lane.isHere()) {
            task.run();
        } else {
            lane.dispatch(task);
        }
    }

    private Future<Void> here(BooleanSupplier task) {
        if (lane.isHere()) {
            return done(task);
        }
        Promise<Void> promise = Promise.promise();
        lane.dispatch(() -> done(task).onComplete(promise));
        return promise.future();
    }

    private Future<Void> done(BooleanSupplier task) {
        return state == ConnectionState.OPEN && task.getAsBoolean()
                ? DONE
                : Future.failedFuture(new NotOpenException(id(), state));
    }

    // ---- for protocols

    /** The hub that it belongs to. */
    public Hub hub() {
        return hub;
    }

    /** The connection as rooms know it; for its event loop. */
    public io.carillon.hub.Connection member() {
        return member;
    }

    /** What it may cost. */
    public ConnectionLimits limits() {
        return terms.limits();
    }

    /** How it is found out that it is gone. */
    public KeepAliveConfig keepAlive() {
        return socket.keepAlive.config();
    }

    /** The timers of its event loop, and for that alone. */
    public Wheel wheel() {
        return lane.wheel();
    }

    /**
     * Goes on with another token, from now on. On its event loop.
     *
     * @return when it expires, in ms since 1970
     * @throws RefusedException where it is not one for this connection, which keeps the one it has
     */
    public OptionalLong renew(Grant grant) {
        lifetime.renew(grant);
        return grant.expires();
    }

    @Override
    public String endpoint() {
        return terms.name();
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public int roomLimit() {
        return terms.limits().rooms();
    }

    @Override
    public String address() {
        return Caller.ip(remoteAddress());
    }

    @Override
    public Profile profile(io.carillon.hub.Connection about) {
        Grant known = grant();
        return new Profile(
                id(),
                user(),
                endpoint(),
                address(),
                secure,
                since,
                socket.trunk.encoding().speech(subprotocol.orElse(null)),
                known == null ? null : Credential.of(known));
    }

    @Override
    public Condition condition() {
        return new Condition(socket.queued(), limits().queue(), lastPing, lastPong);
    }
}
