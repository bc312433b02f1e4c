package io.carillon.client;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection, through whatever ends.
 *
 * <pre>
 *  Idle ──open──▶ Connecting ──welcome──▶ Open
 *                     ▲  └──failed──┐       │ ended
 *                     └─────────── Waiting ◀┘      └──terminal, or closed here──▶ Closed
 * </pre>
 *
 * On the client's event loop.
 */
final class Connector implements Connection.Owner {

    /** Who is told. */
    interface Listener {

        void changed(ClientState state);

        /** There is a connection; called after {@link #changed}. */
        void opened(Connection connection, Welcome welcome);

        /** There is none any more; called before {@link #changed}. */
        void ended();

        /** It is over for now; called after {@link #changed}. */
        void closed(ClientException why);

        void told(Fields message);
    }

    private static final int NORMAL = 1000;

    private static final long NONE = -1;

    private final Home home;
    private final Listener listener;
    private final Tokens tokens;
    private final Pace pace;
    private final boolean persistent;
    private @Nullable Dialer dialer;
    private @Nullable Connection line; // also before its welcome
    private ClientState state = new ClientState.Idle();
    private int attempt; // what an earlier one finds out is of no interest
    private long timer = NONE;

    Connector(Home home, Tokens tokens, Listener listener) {
        this.home = home;
        this.listener = listener;
        this.tokens = tokens;
        Reconnect terms = home.options().reconnect();
        this.persistent = terms != null;
        this.pace = new Pace(
                terms == null ? Reconnect.DEFAULT : terms,
                tokens.isFixed(),
                home.options().random());
    }

    boolean isClosed() {
        return state instanceof ClientState.Closed;
    }

    /** Begins, where nothing has begun or all is over. */
    void open() {
        if (state instanceof ClientState.Idle || isClosed()) {
            dial();
        }
    }

    private void dial() {
        attempt++;
        int mine = attempt;
        set(new ClientState.Connecting());
        if (mine == attempt) {
            tokens.next().onComplete(token -> {
                if (mine != attempt) {
                    return;
                }
                if (token.succeeded()) {
                    dial(mine, token.result());
                } else {
                    tokenless(token.cause());
                }
            });
        }
    }

    private void dial(int mine, @Nullable String token) {
        if (dialer == null) {
            dialer = new Dialer(home.vertx(), home.options().target());
        }
        timer = home.later(Dialer.CONNECT_MILLIS, () -> tooLate(mine));
        dialer.dial(token).onComplete(done -> {
            if (mine != attempt) {
                if (done.succeeded()) {
                    done.result().close();
                }
            } else if (done.succeeded()) {
                line = new Connection(home, done.result(), this);
            } else {
                failed(done.cause());
            }
        });
    }

    /** Neither a connection nor a welcome. */
    private void tooLate(int mine) {
        if (mine == attempt && state instanceof ClientState.Connecting) {
            Connection silent = line;
            if (silent != null) {
                silent.line().hangUp("did not say welcome");
            } else {
                failed(new ClientException(
                        ClientException.TIMEOUT, "no connection in " + Dialer.CONNECT_MILLIS + " ms"));
            }
        }
    }

    private void tokenless(Throwable cause) {
        if (cause instanceof HopelessException) {
            stop(Line.BROKEN, String.valueOf(cause.getMessage()), cause);
        } else {
            again(pace.failed(), cause);
        }
    }

    private void failed(Throwable cause) {
        home.cancel(timer);
        again(
                cause instanceof HandshakeException refused
                        ? pace.refused(refused.status(), refused.retryAfter())
                        : pace.failed(),
                cause);
    }

    @Override
    public void welcomed(Connection connection, Welcome welcome) {
        home.cancel(timer);
        pace.opened(home.now());
        int mine = attempt;
        home.connection(connection);
        set(new ClientState.Open(welcome));
        if (mine == attempt && connection == home.connection()) {
            listener.opened(connection, welcome);
        }
    }

    @Override
    public void told(Fields message) {
        if (message.text("type").equals("notice") && message.text("event").equals(Notice.DRAINING)) {
            pace.draining();
        }
        listener.told(message);
    }

    @Override
    public void ended(Connection connection, int code, String how) {
        if (connection != line) {
            return;
        }
        line = null;
        home.cancel(timer);
        OptionalLong pause = pace.closed(code, home.now());
        Throwable cause = new ConnectionEndedException(code, how);
        if (pause.isEmpty() || !persistent) {
            stop(code, how, cause);
        } else {
            int mine = attempt;
            home.connection(null);
            listener.ended();
            if (mine == attempt && !isClosed()) {
                again(pause, cause);
            }
        }
    }

    private void again(OptionalLong pause, Throwable cause) {
        if (pause.isEmpty() || !persistent) {
            stop(Line.BROKEN, Dialer.reason(cause), cause);
            return;
        }
        attempt++;
        int mine = attempt;
        set(new ClientState.Waiting(Instant.now().plusMillis(pause.getAsLong()), cause));
        if (mine == attempt) {
            timer = home.later(pause.getAsLong(), () -> {
                if (mine == attempt) {
                    dial();
                }
            });
        }
    }

    /** Ends everything from this side; completes when the peer knows. */
    Future<Void> close() {
        if (isClosed()) {
            return Future.succeededFuture();
        }
        Connection open = line;
        line = null;
        home.connection(null); // what was asked is closed, not lost
        close(NORMAL, "closed by the client", null);
        return open == null ? Future.succeededFuture() : open.line().close();
    }

    /** It is over, and not by this side. */
    private void stop(int code, String how, Throwable cause) {
        close(code, how, cause);
        release();
    }

    private void close(int code, String how, @Nullable Throwable cause) {
        attempt++;
        int mine = attempt;
        home.cancel(timer);
        Connection last = home.connection();
        home.connection(null);
        listener.ended();
        if (mine != attempt) {
            return; // a handler has closed it
        }
        set(new ClientState.Closed(code, how, cause));
        if (last != null) {
            last.lose();
        }
        listener.closed(new ClientException(ClientException.CLOSED, "the client is closed: " + how));
    }

    /** Frees what dialling takes, where it is closed. */
    void release() {
        Dialer used = dialer;
        if (used != null && isClosed()) {
            dialer = null;
            used.close();
        }
    }

    private void set(ClientState next) {
        state = next;
        listener.changed(next);
    }
}
