package io.carillon.gateway;

import io.carillon.auth.Grant;
import io.carillon.auth.Verb;
import io.carillon.codec.BadMessageException;
import io.carillon.codec.CodecException;
import io.carillon.config.AuthConfig;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.hub.Connection;
import io.carillon.hub.Details;
import io.carillon.message.ClientMessage;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.Format;
import io.carillon.message.RefusedException;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.ServerInfo;
import io.carillon.message.ServerMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message protocol on one connection: each packet becomes a message, each message is handed to whoever can do it, and
 * answered. Requests take effect, and are answered, in the order in which they came: while one waits for the cluster,
 * those behind it wait too, and the socket is not read. For the connection's event loop.
 */
final class Session implements SocketListener, Expiry.Owner, Details {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final RefusedException INTERNAL =
            new RefusedException(ErrorCode.INTERNAL, "the server could not do this");

    private final GatewayContext gateway;
    private final Lane lane;
    private Peer peer; // another one with another token
    private final Dialect dialect;
    private final Socket socket;
    private final Connection connection;
    private final Requests requests;
    private final long since;
    private final @Nullable Throttle throttle;
    private @Nullable Expiry expiry; // where the token ever expires
    private @Nullable Queue<byte[]> waiting; // only while something waits: connections are many
    private boolean busy;
    private boolean closed;

    Session(GatewayContext gateway, Lane lane, Peer peer, Socket socket) {
        this.gateway = gateway;
        this.lane = lane;
        this.peer = peer;
        this.dialect = peer.dialect();
        this.socket = socket;
        this.connection = new Connection(peer.id(), peer.grant().user(), lane.shard(), socket, this);
        this.since = gateway.clock().millis();
        this.requests = new Requests(gateway, this, connection);
        Throttle limit = new Throttle(limits().messagesPerSecond(), limits().errorsPerSecond(), System.nanoTime());
        this.throttle = limit.isNeeded() ? limit : null;
    }

    /** Greets the client. The socket is in place, nothing was read from it. */
    void open() {
        lane.sessions().add(this);
        socket.open(this);
        watch();
        KeepAliveConfig keepAlive = peer.endpoint().config().keepAlive();
        OptionalLong expires = peer.grant().expires();
        send(new ServerMessage.Welcome(
                connection.id(),
                connection.user(),
                gateway.hub().cluster().node(),
                dialect.revision(),
                dialect.codec().format(),
                keepAlive.interval().toMillis(),
                keepAlive.timeout().toMillis(),
                limits().message(),
                limits().rooms(),
                expires.isPresent() ? expires.getAsLong() : null));
        gateway.hub().open(connection); // after the welcome: from here on others may send to it
    }

    @Override
    public void message(boolean text, byte[] payload) {
        if (text != dialect.codec().isText()) {
            socket.close(
                    CloseCode.UNSUPPORTED, text ? "this format uses binary frames" : "this format uses text frames");
        } else if (busy) {
            queue(payload);
        } else {
            handle(payload);
        }
    }

    private void queue(byte[] payload) {
        Queue<byte[]> known = waiting;
        if (known == null) {
            known = new ArrayDeque<>(1);
            waiting = known;
        }
        known.add(payload);
    }

    private void handle(byte[] payload) {
        ClientMessage message;
        try {
            message = dialect.codec().decode(payload, dialect.revision());
        } catch (BadMessageException e) {
            if (isInTime(e.id())) {
                refuse(e.id(), new RefusedException(ErrorCode.BAD_REQUEST, e.reason()));
            }
            return;
        } catch (CodecException e) {
            socket.close(CloseCode.DATA_INVALID, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            LOG.error("a message could not be read connection={} user={}", connection.id(), connection.user(), e);
            socket.close(CloseCode.SERVER_ERROR, "internal error");
            return;
        }
        if (!isInTime(message.id())) {
            return;
        }
        Future<Result> outcome = perform(message);
        if (message instanceof ClientMessage.Call) {
            outcome.onComplete(done -> tell(message.id(), done)); // whenever that is: a service holds nothing else up
        } else {
            answer(message.id(), outcome);
        }
    }

    private boolean isInTime(@Nullable RequestId id) {
        Throttle limit = throttle;
        if (limit == null || limit.message(System.nanoTime())) {
            return true;
        }
        refuse(
                id,
                RefusedException.later(
                        "more than " + limits().messagesPerSecond() + " messages in a second", limit.retryAfter()));
        if (limit.isPersistent()) {
            socket.close(CloseCode.POLICY, "too many messages");
        }
        return false;
    }

    private Future<Result> perform(ClientMessage message) {
        try {
            return message.accept(requests);
        } catch (RuntimeException e) { // a refusal, or a mistake of ours: either way the client is told
            return Future.failedFuture(e);
        }
    }

    private void answer(@Nullable RequestId id, Future<Result> outcome) {
        if (outcome.isComplete()) {
            settle(id, outcome);
            return;
        }
        busy = true;
        socket.read(false);
        outcome.onComplete(done -> {
            busy = false;
            settle(id, done);
            proceed();
        });
    }

    private void settle(@Nullable RequestId id, AsyncResult<Result> outcome) {
        if (!closed) {
            tell(id, outcome);
            requests.answered();
        }
    }

    private void tell(@Nullable RequestId id, AsyncResult<Result> outcome) {
        if (closed) {
            return;
        }
        if (outcome.failed()) {
            refuse(id, outcome.cause());
        } else if (id != null) {
            send(new ServerMessage.Reply(id, outcome.result()));
        }
    }

    private void refuse(@Nullable RequestId id, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            send(ServerMessage.Refusal.of(id, refused));
        } else {
            LOG.error("a request failed connection={} user={}", connection.id(), connection.user(), cause);
            send(ServerMessage.Refusal.of(id, INTERNAL));
        }
        if (throttle != null && !throttle.error(System.nanoTime())) {
            socket.close(CloseCode.POLICY, "too many errors");
        }
    }

    private void proceed() {
        while (!busy && !closed) {
            byte[] next = waiting == null ? null : waiting.poll();
            if (next == null) {
                waiting = null;
                socket.read(true);
                return;
            }
            handle(next);
        }
    }

    @Override
    public void closed(int code, String reason, boolean again) {
        closed = true;
        waiting = null;
        lane.sessions().remove(this);
        lane.serverRoom().remove(this);
        if (expiry != null) {
            expiry.stop();
        }
        gateway.hub().close(connection, again);
        gateway.hub().services().closed(connection, code, reason);
        gateway.sessions().leave(connection.user(), connection.id()); // now, or who reconnects at once is one too many
        LOG.debug("closed connection={} user={} code={} reason={}", connection.id(), connection.user(), code, reason);
    }

    @Override
    public void gone() {
        peer.endpoint().admission().leave();
    }

    void send(ServerMessage message) {
        socket.send(message);
    }

    private void watch() {
        OptionalLong expires = peer.grant().expires();
        if (expires.isPresent()) {
            Expiry known = expiry;
            if (known == null) {
                known = new Expiry(this);
                expiry = known;
            }
            known.watch(expires.getAsLong());
        } else if (expiry != null) {
            expiry.stop();
            expiry = null;
        }
    }

    @Override
    public Expiry.Terms terms() {
        AuthConfig auth = gateway.config().auth();
        return new Expiry.Terms(
                gateway.clock(),
                lane.wheel(),
                auth.expiringNotice().toMillis(),
                auth.jwt().leeway().toMillis());
    }

    @Override
    public void expiring(long millis) {
        send(new ServerMessage.Notice(ServerMessage.Notice.Event.EXPIRING, millis));
    }

    @Override
    public void expired() {
        socket.close(CloseCode.TOKEN_EXPIRED, "the token expired");
    }

    /**
     * Goes on with another token, from the next request on.
     *
     * @return when it expires, in ms since 1970
     * @throws RefusedException where it is not one for this connection, which keeps the one it has
     */
    OptionalLong renew(Grant grant) {
        if (!grant.user().equals(connection.user())) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "the token is another user's");
        }
        String endpoint = peer.endpoint().config().name();
        if (!grant.allowsEndpoint(endpoint)) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "the token does not allow the endpoint " + endpoint);
        }
        gateway.tokens().revocations().check(grant); // once more: here it cannot come between
        peer = peer.with(grant);
        if (!closed) {
            watch();
        }
        return grant.expires();
    }

    /** What the token allows now. */
    Grant grant() {
        return peer.grant();
    }

    /** The token was revoked. */
    void revoked() {
        socket.close(CloseCode.REVOKED, "the token was revoked");
    }

    /** The node stops: tells the client when this connection will be closed, and closes it then. */
    void drain(long millis) {
        send(new ServerMessage.Notice(ServerMessage.Notice.Event.DRAINING, millis));
        lane.wheel()
                .start(
                        new Wheel.Timer() {
                            @Override
                            protected void fire() {
                                socket.close(CloseCode.SERVER_RESTART, "the node stops");
                            }
                        },
                        millis);
    }

    @Override
    public String endpoint() {
        return peer.endpoint().config().name();
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public int roomLimit() {
        return limits().rooms();
    }

    /** What this connection may cost. */
    ConnectionLimits limits() {
        return peer.endpoint().config().limits().connection();
    }

    Lane lane() {
        return lane;
    }

    boolean allows(Verb verb, RoomName room) {
        return peer.grant().allows(verb, room);
    }

    /** The server, as this client is to see it. */
    ServerInfo serverInfo() {
        return new ServerInfo(
                "carillon",
                gateway.version(),
                dialect.revision(),
                List.of(Revision.values()),
                List.of(Format.values()),
                gateway.hub().cluster().node(),
                gateway.hub().cluster().nodes(),
                peer.endpoint().config().name(),
                dialect.version(),
                gateway.admission().isDraining());
    }

    /** Tells a member of the room {@code $server} how the server is now. */
    void sendServerInfo() {
        send(new ServerMessage.InfoMessage(serverInfo(), gateway.clock().millis()));
    }
}
