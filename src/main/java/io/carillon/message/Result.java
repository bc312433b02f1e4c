package io.carillon.message;

import org.jspecify.annotations.Nullable;

/** What a successful request is answered with. */
public sealed interface Result {

    <R> R accept(Handler<R> handler);

    /** One method a kind, so that a new kind does not compile until everybody handles it. */
    interface Handler<R> {
        R done(Done done);

        R joined(Joined joined);

        R info(Info info);

        R refreshed(Refreshed refreshed);
    }

    /** Nothing to tell: an empty map. */
    record Done() implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.done(this);
        }
    }

    /** The room was entered. */
    record Joined(RoomName room) implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.joined(this);
        }
    }

    /** The server's description. */
    record Info(ServerInfo info) implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.info(this);
        }
    }

    /**
     * A new token was taken.
     *
     * @param expires when it does, in ms since 1970; null where it never does
     */
    record Refreshed(@Nullable Long expires) implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.refreshed(this);
        }
    }
}
