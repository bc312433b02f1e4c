package io.carillon.stream;

import io.carillon.message.Position;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one who joins a stream gets until it is where all others are: what the store has kept, page by page, and what was
 * delivered to the others meanwhile, in order, each once. All of it is of one epoch.
 *
 * <pre>
 *  OPENING ──start──▶ READ ──page──▶ GIVE ──poll, until there is no more──▶ READ, and so on
 *                                     │
 *                                     ├──further than the others──▶ AHEAD ──they catch up──▶ MET
 *                                     └──as far as the others─────────────────────────────▶ MET
 * </pre>
 *
 * <p>Of what is delivered to the others only the newest are held, so many that a page can be read in the meantime; what is
 * older is read from the store. Plain; of one thread.
 *
 * @param <M> a message
 */
public final class RecoveryMerge<M> {

    /** What is to be done next. */
    public enum Wish {
        /** Nothing: it is not known yet where to begin. */
        OPENING,
        /** To {@link #poll}. */
        GIVE,
        /** To read from the store what comes after {@link #at}. */
        READ,
        /** Nothing: the others have to come first. */
        AHEAD,
        /** To go on as one of the others. */
        MET
    }

    private final Function<StoredMessage, M> stored;
    private final int most;
    private final Queue<StoredMessage> page = new ArrayDeque<>(0);
    private final Deque<M> held = new ArrayDeque<>(0);
    private long live;
    private long at = -1;

    /**
     * @param stored makes a message of one that the store has kept
     * @param live up to where the others have everything
     * @param most how many messages are held
     */
    public RecoveryMerge(Function<StoredMessage, M> stored, long live, int most) {
        this.stored = stored;
        this.live = live;
        this.most = most;
    }

    /** What the others get; each offset is one more than the one before. */
    public void live(long offset, M message) {
        live = offset;
        if (offset <= at) {
            return;
        }
        held.add(message);
        if (held.size() > most) {
            held.remove();
        }
    }

    /** The one who joins has, or does without, everything up to an offset. */
    public void start(long from) {
        at = from;
        page.clear();
        forget();
    }

    /** The others begin anew, with an epoch of their own perhaps; where this has started, so does it. */
    public void reset(Position to) {
        page.clear();
        held.clear();
        live = to.offset();
        at = at < 0 ? at : to.offset();
    }

    /** Lets go what is held: all of it can be read again. */
    public void release() {
        page.clear();
        held.clear();
    }

    /**
     * What the store has kept after {@link #at}.
     *
     * @return whether it is that; nothing is taken otherwise
     */
    public boolean page(Collection<StoredMessage> messages) {
        long next = at;
        for (StoredMessage message : messages) {
            if (message.offset() != ++next) {
                return false;
            }
        }
        page.clear();
        page.addAll(messages);
        return true;
    }

    /** The next message for the one who joins; null where there is none now. */
    public @Nullable M poll() {
        StoredMessage next = page.poll();
        if (next != null) {
            at = next.offset();
            forget();
            return stored.apply(next);
        }
        if (!isHeldNext()) {
            return null;
        }
        at++;
        return held.poll();
    }

    /** What is held ends with what the others got last. */
    private long firstHeld() {
        return live - held.size() + 1;
    }

    private boolean isHeldNext() {
        return !held.isEmpty() && firstHeld() == at + 1;
    }

    private void forget() {
        while (!held.isEmpty() && firstHeld() <= at) {
            held.remove();
        }
    }

    /** Up to where the one who joins has everything. */
    public long at() {
        return at;
    }

    public Wish wish() {
        if (at < 0) {
            return Wish.OPENING;
        }
        if (!page.isEmpty() || isHeldNext()) {
            return Wish.GIVE;
        }
        if (at < live) {
            return Wish.READ;
        }
        return at == live ? Wish.MET : Wish.AHEAD;
    }
}
