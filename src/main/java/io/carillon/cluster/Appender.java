package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Appends to streams where they are, and has an answer in time. Any thread; nothing blocks. */
final class Appender implements Lanes.Sender {

    /** How long a caller waits, at most, from handing it in: a node that died is replaced long before, one that is frozen is not. */
    private static final long MILLIS = 5_000;

    /** What may wait, or be on its way to owners, in bytes: one that is frozen is waited for, and must not eat the heap. */
    private static final long MOST_WAITING = 32L << 20;

    /** After a node has gone, in ms: its partitions have new owners and copies then. */
    private static final long SOON = 50;

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final IMap<String, StreamEntry> map;
    private final StreamCounters counters;
    private final Lanes lanes;
    private final AtomicLong sent = new AtomicLong();
    private final long node = new SecureRandom().nextLong();
    private final AtomicLong numbers = new AtomicLong();
    private final Set<StreamCall<?, ?>> calls = ConcurrentHashMap.newKeySet();
    private final Departures departures;
    private volatile boolean closed;

    Appender(VertxInternal vertx, HazelcastInstance hazelcast, IMap<String, StreamEntry> map, StreamCounters counters) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.map = map;
        this.counters = counters;
        this.lanes = new Lanes(this, new SendingLoops(vertx));
        this.departures = new Departures(hazelcast, () -> vertx.setTimer(SOON, id -> calls.forEach(StreamCall::again)));
    }

    /** As {@link StreamStore#append}. */
    Future<Appended> append(RoomName room, PendingAppend.Wish wish) {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MILLIS);
        PendingAppend append = new PendingAppend(wish, due, vertx.getOrCreateContext());
        Future<Appended> appended = append.future()
                .onComplete(this::count, cause -> counters.failed().increment());
        if (closed) {
            PendingAppend.answer(List.of(append), Future.failedFuture(leaving()));
        } else if (sent.get() + lanes.waiting() + append.weight() > MOST_WAITING) {
            PendingAppend.answer(List.of(append), Future.failedFuture(tooMuch()));
        } else {
            lanes.append(room, append);
        }
        return appended;
    }

    private void count(Appended appended) {
        (appended.duplicate() ? counters.duplicates() : counters.appended()).increment();
    }

    @Override
    public Future<List<Appended>> send(RoomName room, List<PendingAppend> batch) {
        List<Addition> additions = new ArrayList<>(batch.size());
        long weight = 0;
        for (PendingAppend append : batch) {
            additions.add(append.as(new RecordId(node, numbers.incrementAndGet())));
            weight += append.weight();
        }
        long millis = batch.get(batch.size() - 1).millisLeft(System.nanoTime());
        boolean alone = batch.size() == 1;
        StoreTask task = alone ? new AppendTask(additions.get(0)) : new BatchTask(additions);
        Function<byte[], List<Appended>> reader = alone
                ? answer -> List.of(StreamAnswer.appended(answer))
                : answer -> StreamAnswer.batch(answer, additions.size());
        return call(room, task, weight, millis, reader);
    }

    private Future<List<Appended>> call(
            RoomName room, StoreTask task, long weight, long millis, Function<byte[], List<Appended>> reader) {
        StreamCall<byte[], List<Appended>> call = new StreamCall<>(
                vertx,
                hazelcast,
                new StreamCall.Terms(StreamMap.WHAT, millis),
                () -> weighed(map.submitToKey(room.value(), task), weight),
                reader);
        // Where the copy's node has died, no copy answers; the same append, sent again, is copied elsewhere.
        // Not before it was sent once: sent twice at the same time, neither would know of the other.
        Future<List<Appended>> stored = call.startAnywhere();
        calls.add(call);
        return stored.onComplete(either -> calls.remove(call));
    }

    /** Counts what was sent until Hazelcast has let it go, however long somebody waits for it here. */
    private <A> CompletionStage<A> weighed(CompletionStage<A> stage, long weight) {
        sent.addAndGet(weight);
        return stage.whenCompleteAsync((answer, cause) -> sent.addAndGet(-weight), Runnable::run);
    }

    @Override
    public RefusedException late() {
        return unavailable(StreamMap.WHAT + " cannot be reached now: no answer within " + MILLIS + " ms");
    }

    private static RefusedException tooMuch() {
        return unavailable("too much waits for nodes that do not answer");
    }

    private static RefusedException leaving() {
        return unavailable("the node leaves the cluster");
    }

    private static RefusedException unavailable(String reason) {
        return new RefusedException(ErrorCode.UNAVAILABLE, reason);
    }

    /** What waits is refused, as is what comes; what was sent comes to its end. */
    void close() {
        closed = true;
        departures.close();
        lanes.clear(leaving());
    }
}
