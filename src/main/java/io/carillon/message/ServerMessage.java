package io.carillon.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says to a client. */
public sealed interface ServerMessage {

    <R> R accept(Handler<R> handler);

    /** Whether a client of the revision may hear this at all. */
    default boolean isKnownTo(Revision revision) {
        return true;
    }

    /** One method a kind, so that a new kind does not compile until everybody handles it. */
    interface Handler<R> {
        R welcome(Welcome welcome);

        R reply(Reply reply);

        R refusal(Refusal refusal);

        R message(RoomMessage message);

        R direct(Direct direct);

        R reset(Reset reset);

        R info(InfoMessage message);

        R notice(Notice notice);

        R left(Left left);

        R presence(Presence presence);
    }

    /**
     * The first message, sent once.
     *
     * @param interval the longest time between two pings of the server, in ms
     * @param timeout how long it waits for a pong, in ms
     * @param messageLimit the largest message that it takes, in bytes
     * @param roomLimit how many rooms the connection may be in
     * @param expires when the token does, in ms since 1970; null where it never does
     */
    record Welcome(
            String connection,
            String user,
            String node,
            Revision revision,
            Format format,
            long interval,
            long timeout,
            long messageLimit,
            int roomLimit,
            @Nullable Long expires)
            implements ServerMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.welcome(this);
        }
    }

    /** The answer to a request that succeeded. */
    record Reply(RequestId id, Result result) implements ServerMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.reply(this);
        }
    }

    /**
     * The answer to a request that failed; {@code error} on the wire.
     *
     * @param retryAfter when it makes sense to try again, in ms from now; null where nothing is known
     * @param paths where data does not fit; empty where it is not about data
     */
    record Refusal(
            @Nullable RequestId id,
            ErrorCode code,
            String reason,
            @Nullable Long retryAfter,
            List<Misfit> paths) implements ServerMessage {
        /** About anything but data. */
        public Refusal(@Nullable RequestId id, ErrorCode code, String reason, @Nullable Long retryAfter) {
            this(id, code, reason, retryAfter, List.of());
        }

        public static Refusal of(@Nullable RequestId id, RefusedException refused) {
            return new Refusal(id, refused.code(), refused.reason(), refused.retryAfter(), refused.paths());
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.refusal(this);
        }
    }

    /**
     * A message of a room.
     *
     * @param offset its place in the room's stream; null where the room has none
     */
    record RoomMessage(
            RoomName room,
            Payload data,
            Sender from,
            long time,
            @Nullable Long offset) implements ServerMessage {
        /** In a room without a stream. */
        public RoomMessage(RoomName room, Payload data, Sender from, long time) {
            this(room, data, from, time, null);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.message(this);
        }
    }

    /** A message past all rooms, to a user or a connection. */
    record Direct(Payload data, Sender from, long time) implements ServerMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.direct(this);
        }
    }

    /**
     * A room's stream could not be continued: something is missing that cannot be had any more. From revision 1.1 on.
     *
     * @param position what follows is complete from here on
     */
    record Reset(RoomName room, Position position) implements ServerMessage {
        @Override
        public boolean isKnownTo(Revision revision) {
            return revision.hasStreams();
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.reset(this);
        }
    }

    /** A message of the room {@code $server}: the server as it is now. */
    record InfoMessage(ServerInfo info, long time) implements ServerMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.info(this);
        }
    }

    /**
     * A warning that concerns the connection as a whole.
     *
     * @param in when it happens, in ms from now
     */
    record Notice(Event event, long in) implements ServerMessage {
        /** What is going to happen. */
        public enum Event {
            /** The node stops, and will close this connection. */
            DRAINING("draining"),
            /** The token expires, and the connection will be closed unless it is given a new one. */
            EXPIRING("expiring");

            private final String text;

            Event(String text) {
                this.text = text;
            }

            @Override
            public String toString() {
                return text;
            }
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.notice(this);
        }
    }

    /** Another connection has entered a room, or left it. */
    record Presence(RoomName room, Event event, Member member) implements ServerMessage {
        /** What it did. */
        public enum Event {
            JOIN("join"),
            LEAVE("leave");

            private final String text;

            Event(String text) {
                this.text = text;
            }

            @Override
            public String toString() {
                return text;
            }
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.presence(this);
        }
    }

    /** The server took this connection out of a room, for a reason for people. */
    record Left(RoomName room, String reason) implements ServerMessage {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.left(this);
        }
    }
}
