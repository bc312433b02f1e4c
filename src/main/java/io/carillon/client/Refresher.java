package io.carillon.client;

import io.carillon.message.ClientMessage;
import io.vertx.core.Handler;

/**
 * Brings a connection a new token before the one that it has expires, as often as it takes. On the client's event loop.
 */
final class Refresher {

    private static final int SHARE = 3;

    private final Home home;
    private final Tokens tokens;
    private final Handler<Fields> success;
    private final Handler<Throwable> trouble;

    /**
     * @param success told of what the server has answered
     * @param trouble told of what failed, and is tried again
     */
    Refresher(Home home, Tokens tokens, Handler<Fields> success, Handler<Throwable> trouble) {
        this.home = home;
        this.tokens = tokens;
        this.success = success;
        this.trouble = trouble;
    }

    /** The token expires in so many ms. A random share of that goes by before, since thousands were told so. */
    void expiring(long in) {
        Connection connection = home.connection();
        if (connection != null && !tokens.isFixed()) {
            Reconnect terms = home.options().reconnect();
            Backoff backoff = (terms == null ? Reconnect.DEFAULT : terms)
                    .backoff(home.options().random());
            long share = (long) (home.options().random().getAsDouble() * in / SHARE);
            home.later(share, () -> fetch(connection, backoff));
        }
    }

    private void fetch(Connection connection, Backoff backoff) {
        if (connection != home.connection()) {
            return;
        }
        tokens.next()
                .onSuccess(token -> send(connection, backoff, String.valueOf(token)))
                .onFailure(cause -> failed(connection, backoff, cause));
    }

    private void send(Connection connection, Backoff backoff, String token) {
        connection
                .ask(id -> new ClientMessage.Refresh(id, token))
                .onSuccess(answer -> success.handle(answer.result()))
                .onFailure(cause -> failed(connection, backoff, cause));
    }

    private void failed(Connection connection, Backoff backoff, Throwable cause) {
        if (connection == home.connection()) {
            trouble.handle(cause);
            if (!(cause instanceof HopelessException)) {
                home.later(backoff.next(), () -> fetch(connection, backoff));
            }
        }
    }
}
