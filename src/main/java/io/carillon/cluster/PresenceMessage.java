package io.carillon.cluster;

import io.carillon.message.Member;
import io.carillon.message.RoomName;
import java.util.List;

/** What nodes say to each other about who is in rooms. Any of these may be lost, come twice or come late. */
sealed interface PresenceMessage {

    /** Gets the message, by its kind. */
    interface Handler {

        void ask(Ask ask);

        void enough(Enough enough);

        void told(Told told);

        void heard(Heard heard);
    }

    void handTo(Handler handler);

    /**
     * The sender follows these rooms: it wants to be told of the receiver's members in them, now, where it does not know
     * them, and whenever they change.
     *
     * @param incarnation which life of the sender this is; later ones are larger
     * @param number comes back with the answer; ascends for the whole incarnation
     */
    record Ask(long incarnation, long number, List<Known> rooms) implements PresenceMessage {
        public Ask {
            rooms = List.copyOf(rooms);
        }

        @Override
        public void handTo(Handler handler) {
            handler.ask(this);
        }
    }

    /**
     * What the sender knows of the receiver's members in a room.
     *
     * @param version the last one that it was told; {@link #NOTHING} or {@link #NOBODY}
     */
    record Known(RoomName room, long version) {

        /** It wants to be told in any case. */
        static final long NOTHING = -1;
        /** It knows of no member. */
        static final long NOBODY = 0;
    }

    /** The sender does not follow these rooms any more. */
    record Enough(long incarnation, List<RoomName> rooms) implements PresenceMessage {
        public Enough {
            rooms = List.copyOf(rooms);
        }

        @Override
        public void handTo(Handler handler) {
            handler.enough(this);
        }
    }

    /**
     * The sender's members in rooms that the receiver follows.
     *
     * @param number what the receiver is to answer with; ascends for the whole incarnation
     * @param answers the question that it answers; 0 where it tells what has changed
     */
    record Told(long incarnation, long number, long answers, List<Word> words) implements PresenceMessage {
        public Told {
            words = List.copyOf(words);
        }

        @Override
        public void handTo(Handler handler) {
            handler.told(this);
        }
    }

    /**
     * The sender's members in a room: all of them, in one or several parts, or those that have changed. Since it tells how
     * they are now, not what happened, changes are right for any receiver that stands between {@code base} and {@code
     * version}.
     *
     * @param base what the receiver must have been told, or more; {@link #WHOLE} where everything follows
     * @param version where it stands with this one, or with the last part
     * @param from how many members the parts before had
     * @param last whether nothing follows
     * @param joined who is there, or says something else than before
     * @param left connections that are there no more
     */
    record Word(
            RoomName room, long base, long version, int from, boolean last, List<Member> joined, List<String> left) {

        static final long WHOLE = -1;

        public Word {
            joined = List.copyOf(joined);
            left = List.copyOf(left);
        }

        /** Members that have changed. */
        static Word changes(RoomName room, long base, long version, List<Member> joined, List<String> left) {
            return new Word(room, base, version, 0, true, joined, left);
        }

        boolean isWhole() {
            return base == WHOLE;
        }

        /** How much it is, in members. */
        int size() {
            return 1 + joined.size() + left.size();
        }
    }

    /** The receiver's message was understood. {@code incarnation} is the receiver's. */
    record Heard(long incarnation, long number) implements PresenceMessage {
        @Override
        public void handTo(Handler handler) {
            handler.heard(this);
        }
    }
}
