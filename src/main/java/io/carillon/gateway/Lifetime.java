package io.carillon.gateway;

import io.carillon.auth.Access;
import io.carillon.auth.Grant;
import io.carillon.config.AuthConfig;
import io.carillon.hub.Ending;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one connection, from its opening to its end: told to its handler, of which no mistake gets further than
 * here. For the connection's event loop, but {@link #grant} and {@link #close}.
 */
final class Lifetime implements SocketListener, Expiry.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final Connection connection;
    private final @Nullable Rate rate;
    private volatile @Nullable Grant grant; // another one with another token
    private @Nullable Expiry expiry; // where the token ever expires

    Lifetime(Connection connection, @Nullable Grant grant) {
        this.connection = connection;
        this.grant = grant;
        Terms terms = connection.terms;
        int most = terms.limits().messagesPerSecond();
        this.rate = terms.paced() && most > 0 ? new Rate(most, System.nanoTime()) : null;
    }

    /** The socket is in place, nothing was read from it. */
    void open() {
        connection.lane.connections().add(connection);
        adopt(hub().lanes().inForce(connection.terms)); // which may have changed while its user's sessions were counted
        connection.socket.open(this);
        connection.state = ConnectionState.OPEN;
        watch();
        hub().core().open(connection.member()); // what others send it comes in a later turn, behind the greeting
        try {
            connection.handler.onOpen(connection);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** Goes by what its endpoint has come to. */
    void adopt(Terms other) {
        if (other != connection.terms) {
            connection.terms = other;
            connection.socket.adopt(other);
        }
    }

    @Override
    public void message(boolean text, byte[] payload) {
        if (rate != null && !rate.take(System.nanoTime())) {
            connection.socket.close(CloseCode.POLICY, "too many messages");
            return;
        }
        try {
            connection.handler.onMessage(connection, Message.of(text, payload));
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void ping(byte[] payload) {
        pinged();
        try {
            connection.handler.onPing(connection, Buffer.buffer(payload));
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void pong(byte[] payload) {
        connection.lastPong = hub().clock().millis();
        try {
            connection.handler.onPong(connection, Buffer.buffer(payload));
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void pinged() {
        connection.lastPing = hub().clock().millis();
    }

    /** A handler has made a mistake. */
    void failed(Throwable cause) {
        hub().core().logbook().failed(connection.member(), cause);
        try {
            connection.handler.onError(connection, cause);
        } catch (Throwable e) {
            AccessLog.about(connection, LOG.atError()).setCause(e).log("a handler of errors failed");
        }
        connection.socket.close(CloseCode.SERVER_ERROR, "internal error");
    }

    /** Closes it in its turn; any thread. */
    void close(CloseCode code, String reason) {
        if (connection.state == ConnectionState.CONNECTING) { // by whoever is to handle it; it opens first
            connection.lane.execute(() -> {
                if (connection.state == ConnectionState.OPEN) { // or it never came to that
                    connection.socket.close(code, reason);
                }
            });
        } else {
            connection.execute(() -> connection.socket.close(code, reason));
        }
    }

    @Override
    public void closed(Ending ending, boolean again) {
        int code = ending.code();
        String reason = ending.reason();
        connection.state = ConnectionState.CLOSING;
        connection.lane.connections().remove(connection);
        if (expiry != null) {
            expiry.stop();
        }
        try {
            connection.handler.onClose(connection, code, reason); // which may still ask in which rooms it was
        } catch (Throwable e) {
            failed(e);
        }
        String id = connection.id();
        hub().core().close(connection.member(), ending, again);
        hub().core().services().closed(connection.member(), code, reason);
        hub().sessions().leave(connection.user(), id); // now, or who reconnects at once is one too many
        AccessLog.closed(connection, code, reason);
    }

    @Override
    public void gone() {
        connection.state = ConnectionState.CLOSED;
        connection.terms.admission().leave();
    }

    // ---- its token

    /** What it allows; any thread. */
    @Nullable
    Grant grant() {
        return grant;
    }

    /**
     * Goes by another token, from now on.
     *
     * @throws RefusedException where it is not one for this connection
     */
    void renew(Grant other) {
        if (!other.user().equals(connection.user())) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "the token is another user's");
        }
        if (!other.allowsEndpoint(connection.endpoint())) {
            throw new RefusedException(ErrorCode.FORBIDDEN, Access.noEndpoint(connection.endpoint()));
        }
        hub().tokens().revocations().check(other); // once more: here it cannot come between
        grant = other;
        OptionalLong expires = other.expires();
        hub().core().logbook().refreshed(connection.member(), expires.isPresent() ? expires.getAsLong() : null);
        if (connection.state == ConnectionState.OPEN) {
            watch();
        }
    }

    private void watch() {
        Grant known = grant;
        OptionalLong expires = known == null ? OptionalLong.empty() : known.expires();
        if (expires.isPresent()) {
            Expiry watching = expiry;
            if (watching == null) {
                watching = new Expiry(this);
                expiry = watching;
            }
            watching.watch(expires.getAsLong());
        } else if (expiry != null) {
            expiry.stop();
            expiry = null;
        }
    }

    @Override
    public Expiry.Terms terms() {
        AuthConfig auth = hub().config().auth();
        return new Expiry.Terms(
                hub().clock(),
                connection.lane.wheel(),
                auth.expiringNotice().toMillis(),
                auth.jwt().leeway().toMillis());
    }

    @Override
    public void expiring(long millis) {
        hub().core().logbook().expiring(connection.member());
        try {
            connection.handler.onExpiring(connection, millis);
        } catch (Throwable e) {
            failed(e);
        }
    }

    @Override
    public void expired() {
        connection.socket.close(CloseCode.TOKEN_EXPIRED, "the token expired");
    }

    void revoked() {
        connection.socket.close(CloseCode.REVOKED, "the token was revoked");
    }

    /** The node stops: has the client told when this connection will be closed, and closes it then. */
    void drain(long millis) {
        try {
            connection.handler.onDraining(connection, millis);
        } catch (Throwable e) {
            failed(e);
        }
        connection.lane.wheel().start(new Goodbye(connection.socket), millis);
    }

    private static final class Goodbye extends Wheel.Timer {

        private final Socket socket;

        private Goodbye(Socket socket) {
            this.socket = socket;
        }

        @Override
        protected void fire() {
            socket.close(CloseCode.SERVER_RESTART, "the node stops");
        }
    }

    private Hub hub() {
        return connection.hub();
    }
}
