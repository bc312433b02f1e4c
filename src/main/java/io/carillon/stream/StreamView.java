package io.carillon.stream;

import io.carillon.message.Position;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has seen of one stream, who is told of its messages by a way that may lose, double, swap and delay them,
 * and who can ask the store. Says what may be delivered, in order and without a gap, and what has to be asked.
 *
 * <pre>
 *  NEW ──start──▶ FOLLOWING ──one is missing──▶ WAITING ──a moment later──▶ ASKING
 *                     ▲                          │   ▲                        │
 *                     ├────────it came, late─────┘   └──no answer, or─────────┤
 *                     │                                 it says not enough    │
 *                     └──────the gap is filled; or it cannot be: a reset──────┘
 * </pre>
 *
 * <p>What is told of another epoch is never believed: it may be late, or early. The store is asked which one it is now.
 *
 * <p>A caller passes on what happens, and after each time takes {@link #takeReset}, then {@link #poll} until there is no
 * more, then does what {@link #wish} says. Plain and without a clock: times are in ms, from any origin. Of one thread.
 *
 * @param <M> a message
 */
public final class StreamView<M> {

    /** How long what is missing may come late before the store is asked for it, in ms. */
    public static final long PATIENCE = 50;

    /** How long to wait at most after the store has failed, in ms. */
    static final long LONGEST_REST = 5_000;

    /** The most messages that wait for one that is missing; what is beyond is asked for later. */
    static final int MOST_HELD = 1024;

    /** What becomes of a message that was told. */
    public enum Verdict {
        /** It is the next one: deliver it. */
        DELIVER,
        /** It was delivered, or is held already: drop it. */
        DUPLICATE,
        /** Something is missing before it. The view keeps it, or will ask for it. */
        HOLD
    }

    /** What the caller has to do next. */
    public enum Wish {
        NOTHING,
        /** To come back at {@link #until}. */
        WAIT,
        /** To call {@link #ask} and read from the store. */
        ASK
    }

    private enum State {
        NEW,
        FOLLOWING,
        WAITING,
        ASKING
    }

    private final Function<StoredMessage, M> stored;
    private final TreeMap<Long, M> held = new TreeMap<>();
    private State state = State.NEW;
    private @Nullable String epoch;
    private long offset; // delivered, up to and with it
    private long newest; // known to be there
    private long newestAsked;
    private long until;
    private long rest;
    private boolean doubtful; // whether the epoch is still the same
    private @Nullable Position strange; // what was told of another epoch while the store was being asked
    private @Nullable Position reset;

    /**
     * @param stored makes a message of one that the store has kept
     */
    public StreamView(Function<StoredMessage, M> stored) {
        this.stored = stored;
    }

    /** Whether it is not known yet where to begin. */
    public boolean isNew() {
        return state == State.NEW;
    }

    /** Begins behind a position; what was told before and comes after it is delivered. */
    public void start(Position at, long now) {
        if (!at.epoch().equals(epoch)) {
            held.clear();
        }
        epoch = at.epoch();
        offset = at.offset();
        held.headMap(offset, true).clear();
        newest = held.isEmpty() ? offset : held.lastKey();
        state = State.FOLLOWING;
        believe();
        look(now);
    }

    /** Up to where everything was delivered; after the start. */
    public Position position() {
        if (epoch == null) {
            throw new IllegalStateException("not started");
        }
        return new Position(epoch, offset);
    }

    /** Whether a position is of the epoch that is followed. */
    public boolean follows(Position position) {
        return position.epoch().equals(epoch);
    }

    /** Hot path. Somebody tells of a message. */
    public Verdict told(Position at, M message, long now) {
        if (state == State.NEW && epoch == null) {
            epoch = at.epoch();
        }
        if (!at.epoch().equals(epoch)) {
            doubt(at, now);
            return Verdict.HOLD;
        }
        if (state == State.NEW) {
            return hold(at.offset(), message);
        }
        if (at.offset() <= offset) {
            return Verdict.DUPLICATE;
        }
        newest = Math.max(newest, at.offset());
        if (at.offset() == offset + 1) {
            offset++;
            if (state == State.FOLLOWING) {
                return Verdict.DELIVER;
            }
            held.remove(offset);
            look(now);
            return Verdict.DELIVER;
        }
        Verdict verdict = hold(at.offset(), message);
        look(now);
        return verdict;
    }

    private Verdict hold(long at, M message) {
        if (held.containsKey(at)) {
            return Verdict.DUPLICATE;
        }
        if (held.size() < MOST_HELD) {
            held.put(at, message);
        } else if (at < held.lastKey()) {
            held.pollLastEntry(); // what comes first is of more use
            held.put(at, message);
        }
        return Verdict.HOLD;
    }

    /** The store has said how far the stream is. */
    public void newest(Position at, long now) {
        if (state == State.NEW) {
            return;
        }
        if (follows(at)) {
            newest = Math.max(newest, at.offset());
            look(now);
        } else {
            doubt(at, now);
        }
    }

    /** The store has said that there is no such stream, or something that cannot be true of this one. */
    public void doubt(long now) {
        doubt(null, now);
    }

    private void doubt(@Nullable Position at, long now) {
        switch (state) {
            case NEW, ASKING -> strange = at == null ? strange : at;
            case FOLLOWING, WAITING -> doubtful = true;
        }
        if (state == State.FOLLOWING) {
            state = State.WAITING;
            until = now;
        }
    }

    /** The next message that may be delivered; null where there is none. */
    public @Nullable M poll() {
        if (state == State.NEW) {
            return null;
        }
        Map.Entry<Long, M> first = held.firstEntry();
        if (first == null || first.getKey() != offset + 1) {
            return null;
        }
        held.pollFirstEntry();
        offset++;
        return first.getValue();
    }

    /** Where the members have to begin anew, before anything else is delivered; once. Null where they need not. */
    public @Nullable Position takeReset() {
        Position taken = reset;
        reset = null;
        return taken;
    }

    /** What the caller has to do, after everything was delivered that could be. */
    public Wish wish(long now) {
        look(now);
        if (state != State.WAITING) {
            return Wish.NOTHING;
        }
        return now >= until ? Wish.ASK : Wish.WAIT;
    }

    /** When to come back, where that is the wish. */
    public long until() {
        return until;
    }

    /** Whether something is missing decides between two states. */
    private void look(long now) {
        boolean missing = doubtful || newest > offset;
        if (state == State.FOLLOWING && missing) {
            state = State.WAITING;
            until = now + PATIENCE;
        } else if (state == State.WAITING && !missing) {
            state = State.FOLLOWING;
        }
    }

    /**
     * The store is being asked; its answer goes to {@link #answered} or {@link #failed}.
     *
     * @return the offset after which it has to read
     */
    public long ask() {
        state = State.ASKING;
        newestAsked = newest;
        strange = null;
        return offset;
    }

    /** The store has read from where it was asked to, ascending. */
    public void answered(Slice slice, long now) {
        if (state != State.ASKING) {
            return;
        }
        state = State.FOLLOWING;
        doubtful = false;
        rest = 0;
        long before = offset;
        if (!slice.epoch().equals(epoch) || slice.offset() < newestAsked) {
            held.clear(); // it was told of a life of the stream that is over
            newest = slice.offset();
            reset(new Position(slice.epoch(), slice.offset()));
        } else if (slice.oldest() > offset + 1) {
            reset(new Position(slice.epoch(), slice.offset()));
        } else {
            take(slice);
        }
        believe();
        boolean progress = reset != null || held.containsKey(before + 1);
        if (doubtful || newest > Math.max(offset, held.isEmpty() ? 0 : lastInRow())) {
            state = State.WAITING;
            until = progress ? now : now + PATIENCE;
        }
    }

    private void reset(Position to) {
        epoch = to.epoch();
        offset = to.offset();
        newest = Math.max(newest, offset);
        held.headMap(offset, true).clear();
        reset = to;
    }

    private void take(Slice slice) {
        newest = Math.max(newest, slice.offset());
        for (StoredMessage message : slice.messages()) {
            if (message.offset() > offset) {
                held.computeIfAbsent(message.offset(), at -> stored.apply(message));
            }
        }
    }

    /** What was told of another epoch meanwhile is of this one now, or has to be asked about again. */
    private void believe() {
        Position told = strange;
        strange = null;
        if (told != null && follows(told)) {
            newest = Math.max(newest, told.offset());
        } else if (told != null) {
            doubtful = true;
        }
    }

    /** The last one that can be delivered now. */
    private long lastInRow() {
        long last = offset;
        Iterator<Long> next = held.keySet().iterator();
        while (next.hasNext() && next.next() == last + 1) {
            last++;
        }
        return last;
    }

    /** The store could not be asked. */
    public void failed(long now) {
        if (state != State.ASKING) {
            return;
        }
        doubtful = true; // whatever it was, it is asked again
        strange = null;
        rest = Math.min(LONGEST_REST, Math.max(PATIENCE, rest * 2));
        state = State.WAITING;
        until = now + rest;
    }

    /** What waits for one that is missing; for tests. */
    List<Long> held() {
        return List.copyOf(held.keySet());
    }
}
