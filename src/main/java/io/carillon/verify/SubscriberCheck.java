package io.carillon.verify;

import io.carillon.message.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks one subscriber's journal: from the offset of each join or reset on, every message once, in order, without a gap.
 *
 * <p>What came before a break (a reset, or a join that says that it has not recovered) the client was told to forget. It
 * had to be in order all the same, but another history may have replaced it: that alone is no violation.
 */
final class SubscriberCheck implements Mark.Handler {

    private static final int AROUND = 3;

    /** A jump above this is not looked at one by one. */
    private static final long FAR = 1_000_000;

    /** An offset that did not come, and behind which entry that was seen. */
    private record Hole(Kind kind, int entry) {}

    private final RoomCheck room;
    private final Journal journal;
    private final @Nullable Stored stored;
    private final Map<Long, Integer> had = new HashMap<>();
    private final Map<Integer, Integer> last = new HashMap<>();
    private final TreeMap<Long, Hole> missing = new TreeMap<>();
    private final int lastBreak;
    private int entry;
    private int node;
    private String epoch = "";
    private long position;
    private boolean joined;
    private boolean isFresh;

    SubscriberCheck(RoomCheck room, Journal journal, @Nullable Stored stored) {
        this.room = room;
        this.journal = journal;
        this.stored = stored;
        this.lastBreak = lastBreak(journal);
    }

    private static int lastBreak(Journal journal) {
        for (int i = journal.size() - 1; i >= 0; i--) {
            if (journal.isMark(i)) {
                Mark mark = journal.mark(i);
                if (mark instanceof Mark.Reset
                        || (mark instanceof Mark.Joined join && join.asked() != null && !join.recovered())) {
                    return i;
                }
            }
        }
        return -1;
    }

    void run() {
        for (entry = 0; entry < journal.size(); entry++) {
            if (journal.isMark(entry)) {
                journal.mark(entry).accept(this);
            } else {
                message(journal.offset(entry), journal.id(entry));
            }
        }
        entry = journal.size() - 1;
        end();
    }

    @Override
    public void joined(Mark.Joined join) {
        node = join.node();
        joined = true;
        Position asked = join.asked();
        if (asked != null && join.recovered()) {
            if (!join.position().equals(asked)) {
                add(Kind.SKIPPED, join.position().offset(), MessageId.FOREIGN, "recovered, but not from where it was");
            }
            isFresh = true;
            goOn(join.position(), join.position().epoch().equals(epoch));
            return;
        }
        if (asked != null && asked.epoch().equals(join.position().epoch())) {
            unrecovered(join, asked);
        }
        closeHoles();
        goOn(join.position(), false);
    }

    /** In the same epoch: was it right not to recover? */
    private void unrecovered(Mark.Joined join, Position asked) {
        long newest = join.position().offset();
        if (asked.offset() > newest) {
            return; // the client has seen what did not last; whether that may be is seen elsewhere
        }
        if (asked.offset() + 1 >= join.oldest()) {
            add(Kind.UNRECOVERED, newest, MessageId.FOREIGN, "not recovered, although everything was there");
        } else if (!new Mark.Missed(asked.offset() + 1, join.oldest() - 1).equals(join.missed())) {
            String text = "offsets " + (asked.offset() + 1) + " to " + (join.oldest() - 1)
                    + " are gone; the reply names " + join.missed();
            add(Kind.UNRECOVERED, newest, MessageId.FOREIGN, text);
        }
    }

    @Override
    public void reset(Mark.Reset reset) {
        closeHoles();
        goOn(reset.position(), false);
    }

    private void goOn(Position from, boolean isContinued) {
        if (!isContinued) {
            last.clear();
            had.clear();
        }
        epoch = from.epoch();
        position = from.offset();
    }

    @Override
    public void gone(Mark.Gone gone) {
        joined = false;
        isFresh = false;
    }

    @Override
    public void read(Mark.Read read) {
        for (int i = 0; i < read.offsets().length; i++) {
            claim(read.epoch(), read.offsets()[i], read.ids()[i], "read");
            if (i > 0 && read.offsets()[i] != read.offsets()[i - 1] + 1) {
                add(Kind.GAP, read.offsets()[i], read.ids()[i], "left out of a history that was read");
            }
        }
    }

    private void message(long offset, long id) {
        if (!joined) {
            add(Kind.DISORDER, offset, id, "came before the join was answered");
            return;
        }
        boolean isReal = claim(epoch, offset, id, "received");
        if (offset <= position) {
            late(offset, id);
        } else {
            next(offset, id);
            if (isReal) {
                inOrder(offset, id);
            }
        }
        had.putIfAbsent(offset, entry);
        isFresh = false;
    }

    private void next(long offset, long id) {
        if (offset - position > FAR) {
            add(Kind.GAP, offset, id, "offset " + offset + " came behind " + position);
        } else {
            Kind kind = isFresh ? Kind.SKIPPED : Kind.GAP;
            for (long hole = position + 1; hole < offset; hole++) {
                missing.put(hole, new Hole(kind, entry));
            }
        }
        position = offset;
    }

    /** What one publisher says in a room comes in its order. */
    private void inOrder(long offset, long id) {
        int number = MessageId.number(id);
        Integer before = last.put(MessageId.voice(id), number);
        if (before != null && number <= before) {
            Kind kind = number == before ? Kind.DUPLICATE : Kind.DISORDER;
            addOnce(kind, offset, id, "came behind number " + before + " of the same publisher in the same room");
        }
    }

    private void late(long offset, long id) {
        Integer before = had.get(offset);
        if (missing.remove(offset) != null) {
            add(Kind.DISORDER, offset, id, "came behind offset " + position);
        } else if (before != null && journal.id(before) == id) {
            add(Kind.DUPLICATE, offset, id, "came twice, first at " + Timeline.text(journal.at(before)));
        } else if (before == null) {
            add(Kind.DUPLICATE, offset, id, "came although everything up to offset " + position + " was there before");
        } // else it is another message: a conflict
    }

    /** Whether it is a message of the room's history: all others have one at that place, too, or one that is not known. */
    private boolean claim(String inEpoch, long offset, long id, String how) {
        if (!room.isPublished(id)) {
            addOnce(Kind.UNPUBLISHED, offset, id, how + ", and nobody published it in this room: " + room.name(id));
            return false;
        }
        if (entry < lastBreak) {
            boolean isThere = stored == null || room.isThere(id, offset, stored);
            if (!isThere) {
                room.findings().discarded();
            }
            return isThere;
        }
        Claims.Claim other = room.claims().claim(inEpoch, offset, id, journal.subscriber());
        if (other != null && other.id() != id) {
            String instead = other.by() + " has " + room.name(other.id());
            add(Kind.CONFLICT, offset, id, how + " " + room.name(id) + " as offset " + offset + "; " + instead);
        } else if (stored != null && inEpoch.equals(stored.epoch()) && offset > stored.offset()) {
            String text =
                    how + " " + room.name(id) + " as offset " + offset + "; the stream ends at " + stored.offset();
            add(Kind.CONFLICT, offset, id, text);
        }
        return true;
    }

    private void end() {
        closeHoles();
        if (stored == null) {
            return;
        }
        if (!joined) {
            add(Kind.STRANDED, -1, MessageId.FOREIGN, "was in its room no more in the end");
        } else if (!epoch.equals(stored.epoch())) {
            String text = "was not told that the stream has another epoch: " + stored.epoch();
            add(Kind.GAP, position, MessageId.FOREIGN, text);
        } else {
            for (long hole = position + 1; hole <= stored.offset(); hole++) {
                missing.put(hole, new Hole(Kind.GAP, entry));
            }
            closeHoles();
        }
    }

    /** Reports what is missing, what follows each other as one. */
    private void closeHoles() {
        while (!missing.isEmpty()) {
            Map.Entry<Long, Hole> first = missing.pollFirstEntry();
            long to = first.getKey();
            while (first.getValue().equals(missing.get(to + 1))) {
                to++;
                missing.remove(to);
            }
            hole(first.getKey(), to, first.getValue());
        }
    }

    private void hole(long from, long to, Hole hole) {
        int now = entry;
        entry = hole.entry;
        Claims.Claim claim = room.claims().at(epoch, from);
        String which = from == to ? "offset " + from : "offsets " + from + " to " + to;
        String text = which + " did not come; " + room.known(epoch, from);
        add(hole.kind, from, claim == null ? MessageId.FOREIGN : claim.id(), text);
        entry = now;
    }

    private void add(Kind kind, long offset, long id, String text) {
        room.findings().add(violation(kind, offset, id, text));
    }

    private void addOnce(Kind kind, long offset, long id, String text) {
        room.findings().addOnce(id, violation(kind, offset, id, text));
    }

    private Violation violation(Kind kind, long offset, long id, String text) {
        String who = "subscriber " + (journal.subscriber() + 1) + " on node " + (node + 1);
        int at = entry < 0 ? 0 : journal.at(entry);
        return new Violation(kind, room.place(epoch, offset, id), who, at, text, around());
    }

    private List<String> around() {
        List<String> around = new ArrayList<>();
        for (int i = Math.max(0, entry - AROUND); i <= Math.min(journal.size() - 1, entry + AROUND); i++) {
            String what = journal.isMark(i)
                    ? journal.mark(i).text()
                    : "offset " + journal.offset(i) + ": " + room.name(journal.id(i));
            around.add((i == entry ? "> " : "  ") + Timeline.text(journal.at(i)) + " " + what);
        }
        return around;
    }
}
