package io.carillon.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a successful request is answered with. */
public sealed interface Result {

    <R> R accept(Handler<R> handler);

    /** One method a kind, so that a new kind does not compile until everybody handles it. */
    interface Handler<R> {
        R done(Done done);

        R joined(Joined joined);

        R published(Published published);

        R delivered(Delivered delivered);

        R members(Members members);

        R history(History history);

        R info(Info info);

        R refreshed(Refreshed refreshed);

        R called(Called called);
    }

    /** Nothing to tell: an empty map. */
    record Done() implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.done(this);
        }
    }

    /**
     * The room was entered.
     *
     * @param start where its stream begins for the client; null where it has none
     * @param count how many members it has, this one included; null where it has no presence
     */
    record Joined(
            RoomName room, @Nullable Start start, @Nullable Integer count) implements Result {
        /** A room without a stream and presence. */
        public Joined(RoomName room) {
            this(room, null, null);
        }

        /** A room without presence. */
        public Joined(RoomName room, @Nullable Start start) {
            this(room, start, null);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.joined(this);
        }
    }

    /**
     * Where a stream begins for somebody who joined: everything above the position follows.
     *
     * @param oldest offset of the oldest message that is kept; one more than the newest where none is
     * @param recovered whether it is the position that the client asked for; null where it asked for none
     * @param missed what is gone of that which the client asked for; null where that is nothing, or another epoch's
     */
    record Start(
            Position position,
            long oldest,
            @Nullable Boolean recovered,
            @Nullable Missed missed) {}

    /** Offsets of messages that cannot be had any more, both inclusive. */
    record Missed(long from, long to) {}

    /**
     * A message was stored.
     *
     * @param duplicate whether that was so before, by the same key
     */
    record Published(Position position, boolean duplicate) implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.published(this);
        }
    }

    /** A message was handed to so many connections. */
    record Delivered(int connections) implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.delivered(this);
        }
    }

    /**
     * Who is in a room.
     *
     * @param count how many
     * @param members all of them, in no order; none where they do not see each other
     */
    record Members(int count, List<Member> members) implements Result {
        public Members {
            members = List.copyOf(members);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.members(this);
        }
    }

    /**
     * A part of a stream.
     *
     * @param position of its newest message
     * @param oldest offset of the oldest message that is kept
     * @param messages each with its offset
     */
    record History(Position position, long oldest, List<ServerMessage.RoomMessage> messages) implements Result {
        public History {
            messages = List.copyOf(messages);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.history(this);
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

    /** A service has answered: any value. */
    record Called(Payload data) implements Result {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.called(this);
        }
    }
}
