package io.carillon.protocol;

import io.carillon.auth.Grant;
import io.carillon.codec.BadMessageException;
import io.carillon.codec.CodecException;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.gateway.AccessLog;
import io.carillon.gateway.Connection;
import io.carillon.gateway.ConnectionHandler;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Message;
import io.carillon.hub.Logbook;
import io.carillon.message.ClientMessage;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.Format;
import io.carillon.message.RefusedException;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.ServerInfo;
import io.carillon.message.ServerMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message protocol on one connection: each packet becomes a message, each message is handed to whoever can do it, and
 * answered. Requests take effect, and are answered, in the order in which they came: while one waits for the cluster,
 * those behind it wait too, and the socket is not read. For the connection's event loop.
 */
final class Session implements ConnectionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final RefusedException INTERNAL =
            new RefusedException(ErrorCode.INTERNAL, "the server could not do this");

    private final MessageProtocol protocol;
    private final Dialect dialect;
    private final Connection connection;
    private final Requests requests;
    private ConnectionLimits limits;
    private @Nullable Throttle throttle;
    private @Nullable Queue<byte[]> waiting; // only while something waits: connections are many
    private boolean busy;
    private boolean closed;

    Session(MessageProtocol protocol, Dialect dialect, Connection connection) {
        this.protocol = protocol;
        this.dialect = dialect;
        this.connection = connection;
        this.requests = new Requests(protocol, this);
        this.limits = connection.limits();
        this.throttle = throttle(limits);
    }

    private static @Nullable Throttle throttle(ConnectionLimits limits) {
        Throttle throttle = new Throttle(limits.messagesPerSecond(), limits.errorsPerSecond(), System.nanoTime());
        return throttle.isNeeded() ? throttle : null;
    }

    /** What has been counted counts no more where the limits have changed. */
    private @Nullable Throttle throttle() {
        ConnectionLimits now = connection.limits();
        if (now != limits) {
            throttle = now.equals(limits) ? throttle : throttle(now);
            limits = now;
        }
        return throttle;
    }

    /** Greets the client. */
    @Override
    public void onOpen(Connection opened) {
        KeepAliveConfig keepAlive = connection.keepAlive();
        OptionalLong expires = grant().expires();
        send(new ServerMessage.Welcome(
                connection.id(),
                connection.user(),
                protocol.hub().core().cluster().node(),
                dialect.revision(),
                dialect.codec().format(),
                keepAlive.interval().toMillis(),
                keepAlive.timeout().toMillis(),
                limits().message(),
                limits().rooms(),
                expires.isPresent() ? expires.getAsLong() : null));
    }

    @Override
    public void onMessage(Connection from, Message message) {
        boolean text = message.isText();
        if (text != dialect.codec().isText()) {
            close(CloseCode.UNSUPPORTED, text ? "this format uses binary frames" : "this format uses text frames");
        } else if (busy) {
            queue(message.bytes());
        } else {
            handle(message.bytes());
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
            if (isInTime(e.id(), null)) {
                refuse(e.id(), Asked.of(null), new RefusedException(ErrorCode.BAD_REQUEST, e.reason()));
            }
            return;
        } catch (CodecException e) {
            close(CloseCode.DATA_INVALID, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            AccessLog.about(connection, LOG.atError()).setCause(e).log("a message could not be read");
            close(CloseCode.SERVER_ERROR, "internal error");
            return;
        }
        if (!isInTime(message.id(), message)) {
            return;
        }
        Future<Result> outcome = perform(message);
        if (message instanceof ClientMessage.Call) {
            settleCall(message, outcome);
        } else {
            answer(message, outcome);
        }
    }

    /** Whenever that is: a service holds nothing else up. What was said is not kept so long. */
    private void settleCall(ClientMessage call, Future<Result> outcome) {
        RequestId id = call.id();
        Logbook.Request asked = Asked.of(call);
        outcome.onComplete(done -> {
            if (!closed) {
                tell(id, done, () -> asked);
            }
        });
    }

    /** @param message null where it is none that can be read */
    private boolean isInTime(@Nullable RequestId id, @Nullable ClientMessage message) {
        Throttle limit = throttle();
        if (limit == null || limit.message(System.nanoTime())) {
            return true;
        }
        refuse(
                id,
                Asked.of(message),
                RefusedException.later(
                        "more than " + limits().messagesPerSecond() + " messages in a second", limit.retryAfter()));
        if (limit.isPersistent()) {
            close(CloseCode.POLICY, "too many messages");
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

    private void answer(ClientMessage message, Future<Result> outcome) {
        if (outcome.isComplete()) {
            settle(message, outcome);
            return;
        }
        busy = true;
        connection.pause();
        outcome.onComplete(done -> {
            busy = false;
            settle(message, done);
            proceed();
        });
    }

    private void settle(ClientMessage message, AsyncResult<Result> outcome) {
        if (!closed) {
            tell(message.id(), outcome, () -> Asked.of(message));
            requests.answered();
        }
    }

    private void tell(@Nullable RequestId id, AsyncResult<Result> outcome, Supplier<Logbook.Request> asked) {
        if (outcome.failed()) {
            refuse(id, asked.get(), outcome.cause());
        } else if (id != null) {
            send(new ServerMessage.Reply(id, outcome.result()));
        }
    }

    private void refuse(@Nullable RequestId id, Logbook.Request asked, Throwable cause) {
        RefusedException refused = cause instanceof RefusedException known ? known : INTERNAL;
        if (refused == INTERNAL) {
            AccessLog.about(connection, LOG.atError()).setCause(cause).log("a request failed");
        }
        protocol.hub().counters().errors().add(refused.code());
        protocol.hub().core().logbook().refused(connection.member(), asked, refused);
        send(ServerMessage.Refusal.of(id, refused));
        if (throttle != null && !throttle.error(System.nanoTime())) {
            close(CloseCode.POLICY, "too many errors");
        }
    }

    private void proceed() {
        while (!busy && !closed) {
            byte[] next = waiting == null ? null : waiting.poll();
            if (next == null) {
                waiting = null;
                connection.resume();
                return;
            }
            handle(next);
        }
    }

    @Override
    public void onClose(Connection ended, int code, String reason) {
        closed = true;
        waiting = null;
        protocol.serverRoom().remove(this);
    }

    void send(ServerMessage message) {
        connection.send(message);
    }

    /** With a reason that may be longer than a close frame's, and then is cut. */
    private void close(CloseCode code, String reason) {
        connection.member().outbox().close(code, reason);
    }

    @Override
    public void onExpiring(Connection expiring, long millis) {
        send(new ServerMessage.Notice(ServerMessage.Notice.Event.EXPIRING, millis));
    }

    @Override
    public void onDraining(Connection draining, long millis) {
        send(new ServerMessage.Notice(ServerMessage.Notice.Event.DRAINING, millis));
    }

    /** What the token allows now. */
    Grant grant() {
        return Objects.requireNonNull(connection.grant());
    }

    /** What this connection may cost. */
    ConnectionLimits limits() {
        return connection.limits();
    }

    Connection connection() {
        return connection;
    }

    /** The server, as this client is to see it. */
    ServerInfo serverInfo() {
        return new ServerInfo(
                "carillon",
                Hub.version(),
                dialect.revision(),
                List.of(Revision.values()),
                List.of(Format.values()),
                protocol.hub().core().cluster().node(),
                protocol.hub().core().cluster().nodes(),
                connection.endpoint(),
                dialect.version(),
                protocol.hub().isDraining());
    }

    /** Tells a member of the room {@code $server} how the server is now. */
    void sendServerInfo() {
        send(new ServerMessage.InfoMessage(serverInfo(), protocol.hub().clock().millis()));
    }
}
