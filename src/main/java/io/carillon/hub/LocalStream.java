package io.carillon.hub;

import io.carillon.config.Conflation;
import io.carillon.config.StreamSettings;
import io.carillon.message.Position;
import io.carillon.message.Publication;
import io.carillon.message.ServerMessage;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import io.carillon.stream.StreamView;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A room's stream as the members on one event loop see it: what is told comes in, in whatever order, and what goes out to
 * them has no gap. Each event loop looks after its own, so that nothing is shared on the way of a message, and a
 * connection that joins can be compared with the others without waiting for anybody. For that event loop.
 */
final class LocalStream {

    /** How many messages a gap is filled with at a time. */
    private static final int PAGE = 200;

    private final Members members;
    private final Shard shard;
    private final Streams streams;
    private final StreamView<Broadcast> view = new StreamView<>(this::broadcast);
    private final List<Joining> joining = new ArrayList<>(0);
    private final List<Broadcast> ready = new ArrayList<>(0);
    private boolean timing;

    LocalStream(Members members, Shard shard, Streams streams) {
        this.members = members;
        this.shard = shard;
        this.streams = streams;
    }

    /** A message of the store as one for the members here. */
    Broadcast broadcast(StoredMessage message) {
        Position position = new Position(view.position().epoch(), message.offset());
        return new Broadcast(
                new Publication(
                        members.room(), message.data(), message.from(), message.time(), message.except(), position),
                Conflation.OFF);
    }

    Members members() {
        return members;
    }

    Shard shard() {
        return shard;
    }

    StreamView<Broadcast> view() {
        return view;
    }

    Logbook logbook() {
        return streams.logbook();
    }

    RecoveryCounters counters() {
        return streams.counters();
    }

    private long now() {
        return shard.timers().millis();
    }

    /** Hot path. Messages that another node, or this one, has told of. */
    void told(Batch batch) {
        long now = now();
        boolean straight = true;
        for (int i = 0; i < batch.size(); i++) {
            Broadcast broadcast = batch.get(i);
            Position at = broadcast.publication().position();
            if (at == null || view.told(at, broadcast, now) == StreamView.Verdict.DELIVER) { // null: set up differently
                ready.add(broadcast);
            } else {
                straight = false;
            }
            straight &= !collect();
        }
        if (straight) {
            ready.clear();
            deliver(batch);
        }
        settle();
    }

    /** Takes what the view lets go of, and returns whether that was anything. */
    private boolean collect() {
        int before = ready.size();
        for (Broadcast next = view.poll(); next != null; next = view.poll()) {
            ready.add(next);
        }
        return ready.size() > before;
    }

    private void deliver(Batch batch) {
        members.deliver(batch);
        forJoining(one -> one.live(batch));
    }

    /** In pieces of which each is one write. */
    private void deliverReady() {
        List<Broadcast> piece = new ArrayList<>();
        int bytes = 0;
        for (Broadcast broadcast : ready) {
            int more = broadcast.publication().data().bytes().length;
            if (!piece.isEmpty() && bytes + more > Shard.BATCH) {
                deliver(new Batch(piece));
                piece.clear();
                bytes = 0;
            }
            piece.add(broadcast);
            bytes += more;
        }
        if (!piece.isEmpty()) {
            deliver(new Batch(piece));
        }
        ready.clear();
    }

    /** Does what follows from what has happened to the view. */
    void settle() {
        Position reset = view.takeReset();
        if (reset != null) {
            counters().resets().increment();
            streams.logbook().reset(members.room(), reset);
            members.tell(new ServerMessage.Reset(members.room(), reset));
            forJoining(one -> one.reset(reset));
        }
        collect();
        if (!ready.isEmpty()) {
            deliverReady();
        }
        long now = now();
        switch (view.wish(now)) {
            case ASK -> ask();
            case WAIT -> comeBack(view.until() - now);
            case NOTHING -> {}
        }
    }

    private void comeBack(long millis) {
        if (!timing) {
            timing = true;
            shard.timers().after(millis, () -> {
                timing = false;
                settleIfUsed();
            });
        }
    }

    private void settleIfUsed() {
        if (!members.isEmpty()) {
            settle();
        }
    }

    private void ask() {
        long since = view.ask();
        read(since, PAGE)
                .onComplete(answer -> shard.execute(() -> {
                    if (answer.succeeded()) {
                        long before = since;
                        view.answered(answer.result(), now());
                        count(answer.result(), before);
                    } else {
                        counters().failed().increment();
                        view.failed(now());
                    }
                    settleIfUsed();
                }));
    }

    private void count(Slice slice, long since) {
        long last = slice.messages().isEmpty()
                ? since
                : slice.messages().get(slice.messages().size() - 1).offset();
        counters().filled().add(Math.max(0, Math.min(last, slice.offset()) - since));
    }

    Future<Slice> read(long since, int limit) {
        StreamSettings settings = members.local().settings().stream().orElse(StreamSettings.DEFAULT);
        return streams.read(members.room(), since, limit, false, settings);
    }

    /** Where the stream is, by the store; null where it is not there. */
    void checked(@Nullable Position newest) {
        if (newest == null) {
            view.doubt(now());
        } else {
            view.newest(newest, now());
        }
        settleIfUsed();
    }

    /** The store has just said where the stream is, to somebody who joins. */
    void meet(Position newest) {
        if (view.isNew()) {
            view.start(newest, now());
            forJoining(one -> one.reset(newest)); // none of them has begun: now they know where the others are
        } else {
            view.newest(newest, now());
        }
        settle();
    }

    // ---- who joins

    Future<Entry> join(Members.Membership membership, @Nullable Position recover) {
        Joining before = membership.joining();
        members.displace(membership);
        Joining one = new Joining(this, membership, recover);
        membership.setJoining(one);
        joining.add(one);
        if (before != null) {
            before.stop();
        }
        return one.open();
    }

    /** What is no message of the stream, to those who have no place yet. */
    void tell(Batch batch) {
        forJoining(one -> one.tell(batch));
    }

    void remove(Joining one) {
        joining.remove(one);
    }

    /** Each may go while it is its turn. */
    private void forJoining(Consumer<Joining> action) {
        for (int i = joining.size() - 1; i >= 0; i--) {
            action.accept(joining.get(i));
        }
    }
}
