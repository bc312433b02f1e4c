package io.carillon.cluster;

import io.carillon.message.RoomName;
import java.util.List;

/**
 * What nodes say to each other about the rooms that they have members in. Any of these may be lost, come twice or come
 * late.
 */
sealed interface InterestMessage {

    /** Gets the message, by its kind. */
    interface Handler {

        void announcement(Announcement announcement);

        void ack(Ack ack);

        void ask(Ask ask);

        void digest(Digest digest);

        void goodbye(Goodbye goodbye);
    }

    void handTo(Handler handler);

    /**
     * The sender's interest as it is now in every room where it changed since {@code base}. Since it tells how things
     * are, not what happened, it is right for any receiver that stands between {@code base} and {@code seq}.
     *
     * @param incarnation which life of the sender this is; later ones are larger
     * @param base what the receiver must have got, or more
     * @param seq where it stands with this one
     * @param first the sender begins to tell everything; what it said before counts no more, and base means nothing
     * @param last everything is told: what was not mentioned since {@code first} has ended
     * @param entered rooms in which it has members
     * @param left rooms in which it has none
     */
    record Announcement(
            long incarnation,
            long base,
            long seq,
            boolean first,
            boolean last,
            List<RoomName> entered,
            List<RoomName> left)
            implements InterestMessage {
        public Announcement {
            entered = List.copyOf(entered);
            left = List.copyOf(left);
        }

        @Override
        public void handTo(Handler handler) {
            handler.announcement(this);
        }
    }

    /** The receiver of announcements stands at {@code seq}. {@code incarnation} is the announcer's. */
    record Ack(long incarnation, long seq) implements InterestMessage {
        @Override
        public void handTo(Handler handler) {
            handler.ack(this);
        }
    }

    /** Asks to be told everything. {@code incarnation} is the asker's own. */
    record Ask(long incarnation) implements InterestMessage {
        @Override
        public void handTo(Handler handler) {
            handler.ask(this);
        }
    }

    /**
     * What the sender believes that the receiver knows of it.
     *
     * @param count in how many rooms it has members
     * @param hash the sum of their hashes
     */
    record Digest(long incarnation, long seq, int count, long hash) implements InterestMessage {
        @Override
        public void handTo(Handler handler) {
            handler.digest(this);
        }
    }

    /** The sender's life ends: it has no members any more. */
    record Goodbye(long incarnation) implements InterestMessage {
        @Override
        public void handTo(Handler handler) {
            handler.goodbye(this);
        }
    }
}
