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

        R send(Send send);

        R members(Members members);

        R history(History history);

        R info(Info info);

        R ping(Ping ping);

        R refresh(Refresh refresh);

        R call(Call call);
    }

    /**
     * Asks to enter a room; joining a joined room starts anew.
     *
     * @param recover up to where the client has the room's stream; null where it does not want to go on from anywhere
     * @param member what the client says about itself; null where it says nothing
     */
    record Join(
            @Nullable RequestId id,
            RoomName room,
            @Nullable Position recover,
            @Nullable Payload member) implements ClientMessage {
        /** Begins with what is said from now on. */
        public Join(@Nullable RequestId id, RoomName room, @Nullable Payload member) {
            this(id, room, null, member);
        }

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
     * @param key the same for the same publication, if it is sent again; null where the client does not care
     */
    record Publish(
            @Nullable RequestId id,
            RoomName room,
            Payload data,
            boolean echo,
            @Nullable String key) implements ClientMessage {
        /** Without a key. */
        public Publish(@Nullable RequestId id, RoomName room, Payload data, boolean echo) {
            this(id, room, data, echo, null);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.publish(this);
        }
    }

    /** Says something to a user, or to one connection, past all rooms. */
    record Send(@Nullable RequestId id, Recipient to, Payload data) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.send(this);
        }
    }

    /** Asks who is in a room. */
    record Members(@Nullable RequestId id, RoomName room) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.members(this);
        }
    }

    /**
     * Asks for what was said in a room; from revision 1.1 on.
     *
     * @param since the offset after which it begins, or ends where it is in reverse
     * @param limit the most messages; 0 for the position alone
     * @param reverse whether the newest come first
     */
    record History(@Nullable RequestId id, RoomName room, long since, int limit, boolean reverse)
            implements ClientMessage {
        /** How many messages there are at most where the client does not say. */
        public static final int USUAL_LIMIT = 100;

        /** What a client gets that says nothing else. */
        public History(@Nullable RequestId id, RoomName room) {
            this(id, room, 0, USUAL_LIMIT, false);
        }

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

    /**
     * Asks a service for something.
     *
     * @param method what the service calls it
     */
    record Call(@Nullable RequestId id, String method, Payload data) implements ClientMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.call(this);
        }
    }
}
