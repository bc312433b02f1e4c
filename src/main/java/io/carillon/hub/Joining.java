package io.carillon.hub;

import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.ServerMessage;
import io.carillon.stream.RecoveryMerge;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way into a room with a stream: from the question to the store where it begins, over what it has
 * missed, until it is where the other members are. Goes as fast as the peer reads, and keeps no more than a page of the
 * stream and some hundred messages that it shares with the others. For the connection's event loop.
 *
 * <pre>
 *  OPENING ──the store has said where──▶ ANSWERED ──the client was told──▶ FEEDING ──as far as the others──▶ gone
 * </pre>
 */
final class Joining {

    /** How many of the others' messages are held: more than come while a page is read. */
    private static final int HELD = 256;

    private static final int FIRST_PAGE = 50;
    private static final int LONGEST_PAGE = 1000;
    /** What a page should have, in bytes of data. */
    private static final int PAGE_BYTES = 256 * 1024;

    /** What is written at once, in bytes of data: little, since a queue may be small and is to stay far from its limit. */
    private static final int PIECE = 8 * 1024;

    /** How long to wait where the store cannot be read, or does not agree with what others were told; in ms. */
    private static final long REST = 50;
    /** How often it may disagree before the join is refused. */
    private static final int TRIES = 40;

    private enum State {
        OPENING,
        ANSWERED,
        FEEDING,
        GONE
    }

    private final LocalStream stream;
    private final Members.Membership membership;
    private final Outbox outbox;
    private final @Nullable Position recover;
    private final RecoveryMerge<Broadcast> merge;
    private final Promise<Entry> entry = Promise.promise();
    private State state = State.OPENING;
    private boolean pausing; // for the store, or for the peer
    private int page = FIRST_PAGE;
    private int tries;
    private @Nullable Position reset;

    Joining(LocalStream stream, Members.Membership membership, @Nullable Position recover) {
        this.stream = stream;
        this.membership = membership;
        this.outbox = membership.connection().outbox();
        this.recover = recover;
        long live = stream.view().isNew() ? 0 : stream.view().position().offset();
        this.merge = new RecoveryMerge<>(stream::broadcast, live, HELD);
    }

    // ---- where it begins

    /** Asks the store. */
    Future<Entry> open() {
        ask(recover == null ? 0 : recover.offset(), recover == null ? 0 : page, this::opened, this::refuse);
        return entry.future();
    }

    private void opened(Slice slice) {
        Position newest = new Position(slice.epoch(), slice.offset());
        stream.meet(newest);
        if (!stream.view().follows(newest)) { // one of both is late, and the view asks, too
            again();
            return;
        }
        Result.Start start = start(slice, newest);
        merge.start(start.position().offset());
        if (Boolean.TRUE.equals(start.recovered())) {
            merge.page(slice.messages());
        }
        state = State.ANSWERED;
        entry.complete(new Entry(start, null, this::begin));
    }

    /** Where the client is, if it can go on from there, and else at the newest message. */
    private Result.Start start(Slice slice, Position newest) {
        Position from = recover;
        if (from == null) {
            return new Result.Start(newest, slice.oldest(), null, null);
        }
        boolean same = from.epoch().equals(slice.epoch());
        boolean trimmed = from.offset() < slice.oldest() - 1; // a client may say any offset
        boolean recovered = same && !trimmed && from.offset() <= slice.offset();
        (recovered ? stream.counters().recovered() : stream.counters().unrecovered()).increment();
        if (recovered) {
            return new Result.Start(from, slice.oldest(), true, null);
        }
        Result.Missed missed = same && trimmed ? new Result.Missed(from.offset() + 1, slice.oldest() - 1) : null;
        return new Result.Start(newest, slice.oldest(), false, missed);
    }

    private void again() {
        if (++tries > TRIES) {
            refuse(new RefusedException(ErrorCode.UNAVAILABLE, "the room's stream is changing, try again"));
        } else {
            later(this::open);
        }
    }

    private void refuse(Throwable cause) {
        leave();
        entry.tryFail(cause);
    }

    // ---- what it has missed

    /** The client was told where it begins. */
    private void begin() {
        if (state != State.ANSWERED) {
            return;
        }
        state = State.FEEDING;
        Position owed = reset;
        if (owed != null) {
            tellReset(owed);
        }
        feed();
    }

    /** Messages that the other members receive. */
    void live(Batch batch) {
        for (int i = 0; i < batch.size(); i++) {
            Position at = batch.get(i).publication().position();
            if (at != null) {
                merge.live(at.offset(), batch.get(i));
            }
        }
        feed();
    }

    /** What else the other members are told, once the client knows that it is one of them. */
    void tell(Batch batch) {
        if (state == State.FEEDING) {
            membership.tell(batch);
        }
    }

    /** The other members begin anew. */
    void reset(Position to) {
        merge.reset(to);
        if (state == State.ANSWERED) {
            reset = to;
        } else if (state == State.FEEDING) {
            tellReset(to);
            feed();
        }
    }

    private void tellReset(Position to) {
        outbox.send(new ServerMessage.Reset(stream.members().room(), to));
    }

    private void feed() {
        while (state == State.FEEDING && !pausing) {
            switch (merge.wish()) {
                case GIVE -> give();
                case READ -> {
                    pausing = true;
                    ask(merge.at(), page, this::read, this::rest);
                }
                case MET -> {
                    leave();
                    stream.members().place(membership);
                }
                case AHEAD, OPENING -> {
                    return;
                }
            }
        }
    }

    /** As much as is one write; where the peer does not keep up, it is waited for. */
    private void give() {
        if (!outbox.keepsUp()) {
            pausing = true;
            merge.release(); // many may wait, and for long
            outbox.whenKeepsUp(this::goOn);
            return;
        }
        List<Broadcast> together = new ArrayList<>();
        int bytes = 0;
        while (bytes < PIECE && merge.wish() == RecoveryMerge.Wish.GIVE) {
            Broadcast next = merge.poll();
            if (next != null
                    && !membership.connection().id().equals(next.publication().except())) {
                together.add(next);
                bytes += next.publication().data().bytes().length;
            }
        }
        if (!together.isEmpty()) {
            outbox.write(new Batch(together));
            stream.members().local().fanOut().deliveries().add(together.size());
        }
    }

    private void goOn() {
        pausing = false;
        feed();
    }

    private void read(Slice slice) {
        Position newest = new Position(slice.epoch(), slice.offset());
        boolean same = stream.view().follows(newest);
        if (same && slice.oldest() > merge.at() + 1 && slice.offset() > merge.at()) { // it was trimmed meanwhile
            stream.counters().resets().increment();
            merge.start(slice.offset());
            stream.logbook().reset(membership.connection(), stream.members().room(), newest);
            tellReset(newest);
            goOn();
        } else if (same && !slice.messages().isEmpty() && merge.page(slice.messages())) {
            page = nextPage(slice.messages());
            goOn();
        } else {
            stream.checked(same ? null : newest); // the view finds out which of both is true
            later(this::goOn);
        }
    }

    private static int nextPage(List<StoredMessage> messages) {
        long bytes = 1;
        for (StoredMessage message : messages) {
            bytes += message.data().bytes().length;
        }
        return (int) Math.max(1, Math.min(LONGEST_PAGE, PAGE_BYTES * (long) messages.size() / bytes));
    }

    private void rest(Throwable cause) {
        later(this::goOn);
    }

    // ---- both

    private interface Answer<T> {
        void take(T value);
    }

    private void ask(long since, int limit, Answer<Slice> answer, Answer<Throwable> failure) {
        stream.read(since, limit)
                .onComplete(done -> stream.shard().execute(() -> {
                    if (state == State.GONE) {
                        return;
                    }
                    if (done.succeeded()) {
                        answer.take(done.result());
                    } else {
                        stream.counters().failed().increment();
                        failure.take(done.cause());
                    }
                }));
    }

    private void later(Runnable task) {
        stream.shard().timers().after(REST, () -> {
            if (state != State.GONE) {
                task.run();
            }
        });
    }

    private void leave() {
        state = State.GONE;
        merge.release(); // somebody may still wait for the peer with this in hand
        stream.remove(this);
        if (membership.joining() == this) {
            membership.setJoining(null);
        }
    }

    /** The membership has ended, or begins anew. */
    void stop() {
        leave();
        if (!entry.future().isComplete()) {
            entry.fail(Arrival.ended());
        }
    }
}
