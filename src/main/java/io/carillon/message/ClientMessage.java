package io.carillon.message;

import org.jspecify.annotations.Nullable;

/** What a client may say to the server. A request with an {@code id} is answered exactly once. */
public sealed interface ClientMessage {

    @Nullable
    RequestId id();

    <R> R accept(Handler<R> handler);

    /** One method a kind, so that a new kind does not compile until everybody handles it. */
    interface Handler<R> {
        R join(Join join);

        R leave(Leave leave);

        R publish(Publish publish);

        R members(Members members);

        R history(History history);

        R info(Info info);

        R ping(Ping ping);

        R refresh(Refresh refresh);
    }

    /**
     * Asks to enter a room; joining a joined room starts anew.
     *
     * @param member what the client says about itself; null where it says nothing
     */
    record Join(
            @Nullable RequestId id, RoomName room, @Nullable Payload member) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.join(this);
        }
    }

    /** Asks to leave a room; leaving a room one is not in is {@code not_joined}. */
    record Leave(@Nullable RequestId id, RoomName room) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.leave(this);
        }
    }

    /**
     * Says something to a room.
     *
     * @param echo whether this connection, too, is to receive it
     */
    record Publish(@Nullable RequestId id, RoomName room, Payload data, boolean echo) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.publish(this);
        }
    }

    /** Asks who is in a room. */
    record Members(@Nullable RequestId id, RoomName room) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.members(this);
        }
    }

    /** Asks for what was said in a room; from revision 1.1 on. */
    record History(@Nullable RequestId id, RoomName room) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.history(this);
        }
    }

    /** Asks for the server's description. */
    record Info(@Nullable RequestId id) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.info(this);
        }
    }

    /** Asks for a sign of life. */
    record Ping(@Nullable RequestId id) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.ping(this);
        }
    }

    /** Brings a new token of the same user, in place of the one that the connection has. */
    record Refresh(@Nullable RequestId id, String token) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.refresh(this);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + "]";
        }
    }
}
