package io.carillon.cluster;

import io.carillon.cluster.InterestMessage.Announcement;
import io.carillon.cluster.InterestMessage.Digest;
import io.carillon.message.RoomName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one peer says of its interest, kept in the table. The peer is the only authority; this end only notices when it
 * has missed something. Plain; for one thread.
 *
 * <pre>
 *     unknown ──first──▶ listening ──last──▶ complete ──goodbye──▶ gone
 *        ▲                   ▲                   │                   │
 *        │                   └───── first ───────┘                   │
 *        └────── first of a later incarnation, from anywhere ◀───────┘
 * </pre>
 */
final class PeerInterest {

    /** What to do about something that the peer said. */
    enum Verdict {
        /** It is of an earlier life of the peer. */
        IGNORE,
        /** Say how far it was understood. */
        ACKNOWLEDGE,
        /** Something is missing, or wrong: ask to be told everything. */
        ASK
    }

    private final String node;
    private final InterestTable table;
    private final RoomSet rooms = new RoomSet();

    private long incarnation = Long.MIN_VALUE;
    private long seq;
    private boolean complete;
    private boolean gone;
    private @Nullable Set<RoomName> mentioned; // since the first announcement, while everything is being told

    PeerInterest(String node, InterestTable table) {
        this.node = node;
        this.table = table;
    }

    long incarnation() {
        return incarnation;
    }

    long seq() {
        return seq;
    }

    /** Whether everything has been told once. */
    boolean isComplete() {
        return complete;
    }

    Verdict announced(Announcement said) {
        if (isOfThePast(said.incarnation())) {
            return Verdict.IGNORE;
        }
        if (said.incarnation() > incarnation) {
            if (!said.first()) {
                return Verdict.ASK;
            }
            begin(said.incarnation());
        }
        if (said.seq() <= seq) {
            return Verdict.ACKNOWLEDGE; // it came twice, or late
        }
        if (!said.first() && (said.base() > seq || !complete && mentioned == null)) {
            return Verdict.ASK;
        }
        apply(said);
        return Verdict.ACKNOWLEDGE;
    }

    /** Whether that life of the peer is known to be over. */
    boolean isOfThePast(long life) {
        return life < incarnation || gone && life == incarnation;
    }

    private void begin(long life) {
        forget();
        incarnation = life;
        seq = 0;
        gone = false;
    }

    private void apply(Announcement said) {
        seq = said.seq();
        if (said.first()) {
            mentioned = new HashSet<>();
        }
        said.entered().forEach(this::enter);
        said.left().forEach(this::leave);
        if (said.last() && mentioned != null) {
            Set<RoomName> all = mentioned;
            mentioned = null;
            complete = true;
            rooms.rooms().stream().filter(room -> !all.contains(room)).toList().forEach(this::leave);
        }
    }

    private void enter(RoomName room) {
        if (mentioned != null) {
            mentioned.add(room);
        }
        if (rooms.add(room)) {
            table.enter(node, room);
        }
    }

    private void leave(RoomName room) {
        if (mentioned != null) {
            mentioned.remove(room);
        }
        if (rooms.remove(room)) {
            table.leave(node, room);
        }
    }

    /** Compares what the peer believes that is known of it. Never {@link Verdict#ACKNOWLEDGE}. */
    Verdict compared(Digest said) {
        if (isOfThePast(said.incarnation())) {
            return Verdict.IGNORE;
        }
        if (said.incarnation() > incarnation) {
            return Verdict.ASK;
        }
        if (said.seq() < seq) {
            return Verdict.IGNORE; // late
        }
        boolean same = said.seq() == seq && complete && mentioned == null;
        return same && said.count() == rooms.count() && said.hash() == rooms.hash() ? Verdict.IGNORE : Verdict.ASK;
    }

    /** That life of the peer is over: its interest is forgotten, and what of it may still come is ignored. */
    void goodbye(long life) {
        if (life >= incarnation) {
            begin(life);
            gone = true;
        }
    }

    /** The peer is gone: its interest is forgotten. */
    void forget() {
        List.copyOf(rooms.rooms()).forEach(this::leave);
        complete = false;
        mentioned = null;
    }
}
