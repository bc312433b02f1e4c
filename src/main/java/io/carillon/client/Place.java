package io.carillon.client;

import io.carillon.message.Position;
import io.carillon.message.Result;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is in one room: up to where it has the room's stream, and what of that which comes is news. It decides what
 * follows from the answer to a join:
 *
 * <pre>
 *  nothing was asked, or the stream goes on  ──▶ live
 *  the same stream, but a part of it is gone ──▶ {@code missed}; joined again where the rest begins, until that goes on
 *  another stream                            ──▶ {@code reset}; live from its newest on
 * </pre>
 *
 * What is left is not read by {@code history}, but joined again: that needs no right but the one to join, and comes the one
 * way, as fast as it is read. For one thread.
 */
final class Place {

    private enum Phase {
        /** Not in the room, unless the server says so. */
        OUTSIDE,
        /** A join is on its way: what comes of a stream will come once more. */
        JOINING,
        LIVE,
        /** Left or refused: what still comes is not wanted. */
        GONE
    }

    /** So often in a row a stream may run away before the rest of it is given up. */
    private static final int MOST_ATTEMPTS = 8;

    /**
     * What follows from an answer.
     *
     * @param again whether to join once more, with {@link #known}
     * @param missed what is gone for good
     * @param reset the position of a stream that is another one
     */
    record Step(
            boolean again,
            Result.@Nullable Missed missed,
            @Nullable Position reset) {
        private static final Step ON = new Step(false, null, null);
    }

    private final TreeSet<Long> unechoed = new TreeSet<>(); // offsets above the position that are this client's own
    private Phase phase = Phase.OUTSIDE;
    private @Nullable Position known;
    private @Nullable String epoch; // of the room's stream, also where the position is another one's
    private int attempts;

    /** Up to where everything is here; null where nobody knows, or the room has no stream. */
    @Nullable
    Position known() {
        return known;
    }

    /** The stream's epoch, as far as anybody has said that there is one. */
    @Nullable
    String epoch() {
        return epoch;
    }

    /** Goes on from there with the next join; null begins with what is new. */
    void startAt(@Nullable Position position) {
        known = position;
        unechoed.clear();
    }

    /** A join is sent. */
    void joining() {
        phase = Phase.JOINING;
    }

    /** The connection has ended, or the server has taken the client out. */
    void outside() {
        phase = Phase.OUTSIDE;
        attempts = 0;
    }

    /** The room was left, or a join refused for good. */
    void gone() {
        phase = Phase.GONE;
        attempts = 0;
    }

    /**
     * The join was answered.
     *
     * @param asked the position that it had with it; null where it had none
     * @param newest the answer's; null where the room has no stream
     * @param recovered whether it goes on where it was asked to
     * @param oldest the oldest offset that is still kept
     */
    Step joined(@Nullable Position asked, @Nullable Position newest, boolean recovered, long oldest) {
        epoch = newest == null ? null : newest.epoch();
        if (newest == null || asked == null) {
            return live(newest, Step.ON);
        }
        if (recovered) {
            return live(asked, Step.ON);
        }
        if (!asked.epoch().equals(newest.epoch()) || asked.offset() > newest.offset()) {
            return live(newest, new Step(false, null, newest));
        }
        attempts++;
        long before = Math.min(oldest - 1, newest.offset());
        if (before <= asked.offset() || before == newest.offset() || attempts > MOST_ATTEMPTS) {
            Result.Missed rest = new Result.Missed(asked.offset() + 1, newest.offset());
            return live(newest, new Step(false, rest.to() < rest.from() ? null : rest, null));
        }
        known = new Position(newest.epoch(), before);
        return new Step(true, new Result.Missed(asked.offset() + 1, before), null);
    }

    private Step live(@Nullable Position at, Step step) {
        phase = Phase.LIVE;
        attempts = 0;
        if (at != null && known != null && !at.epoch().equals(known.epoch())) {
            unechoed.clear();
        }
        known = at;
        skipOwn();
        return step;
    }

    /** The server says that the stream goes on from there. Answers whether that is news. */
    boolean reset(Position to) {
        if (phase == Phase.JOINING || phase == Phase.GONE) {
            return false; // the answer to the join will say more
        }
        epoch = to.epoch();
        unechoed.clear();
        live(to, Step.ON);
        return true;
    }

    /**
     * A message has come.
     *
     * @param offset its place; null in a room without a stream
     * @return whether it is news
     */
    boolean take(@Nullable Long offset) {
        if (phase == Phase.GONE) {
            return false;
        }
        Position at = known;
        if (offset == null) {
            return true;
        }
        if (phase == Phase.JOINING || at == null || offset <= at.offset()) {
            return false;
        }
        known = new Position(at.epoch(), offset);
        boolean isOwn = unechoed.remove(offset);
        skipOwn();
        return !isOwn;
    }

    /** This client's own message, which it does not want to hear, is stored there. */
    void published(Position own) {
        Position at = known;
        boolean isAhead = at == null || !at.epoch().equals(own.epoch()) || own.offset() > at.offset();
        if (isAhead && own.epoch().equals(epoch)) {
            unechoed.add(own.offset());
            skipOwn();
        }
    }

    /** The room is known to have a stream. */
    void streams(String of) {
        if (epoch == null) {
            epoch = of;
        }
    }

    /** Whoever stands right before a message of its own, which does not come, has it. */
    private void skipOwn() {
        Position at = known;
        if (at == null || phase == Phase.JOINING) {
            return;
        }
        long offset = at.offset();
        while (!unechoed.isEmpty() && unechoed.first() <= offset + 1) {
            offset = Math.max(offset, unechoed.pollFirst());
        }
        if (offset > at.offset()) {
            known = new Position(at.epoch(), offset);
        }
    }
}
