package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams as entries of a Hazelcast map: what is done to one is sent to the owner of its partition, and done there by one
 * thread, and on the copies before it is answered. Any thread; nothing blocks.
 */
final class StreamMap implements StreamStore {

    private static final Logger LOG = LoggerFactory.getLogger(StreamMap.class);

    private static final long SWEEP_MILLIS = 30_000;

    /** What may be on its way to owners, in bytes: one that is frozen is waited for, and must not eat the heap. */
    private static final long MOST_WAITING = 32L << 20;

    /** What an append costs beside its record while it is on its way. */
    private static final int APPEND = 512;

    /** After a node has gone, in ms: its partitions have new owners and copies then. */
    private static final long SOON = 50;

    private static final int MOST_PARTS = 32;
    private static final int ROOMS_IN_PART = 32;

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final IMap<String, StreamEntry> map;
    private final StreamCounters counters;
    private final AtomicLong waiting = new AtomicLong();
    private final long node = new SecureRandom().nextLong();
    private final AtomicLong appends = new AtomicLong();
    private final Set<StreamCall<?, ?>> appending = ConcurrentHashMap.newKeySet();
    private final Departures departures;
    private final long sweeping;

    StreamMap(VertxInternal vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.map = StreamSetup.streams(hazelcast);
        StreamHome home = StreamSetup.home(hazelcast);
        this.counters = new StreamCounters(home == null ? new StreamsHeld() : home.held());
        this.departures =
                new Departures(hazelcast, () -> vertx.setTimer(SOON, id -> appending.forEach(StreamCall::again)));
        this.sweeping = vertx.setPeriodic(SWEEP_MILLIS, id -> sweepIfOldest());
    }

    StreamCounters counters() {
        return counters;
    }

    @Override
    public Future<Appended> append(Append append, StreamSettings settings) {
        byte[] record = RecordCodec.encode(append.data(), append.from(), append.time());
        long weight = record.length + APPEND;
        if (waiting.get() + weight > MOST_WAITING) {
            return refused("too much waits for nodes that do not answer");
        }
        RecordId id = new RecordId(node, appends.incrementAndGet());
        String key = append.key();
        AppendTask task = new AppendTask(
                new Addition(record, id, key == null ? null : RecordId.of(append.from(), key), retention(settings)));
        StreamCall<byte[], Appended> call = new StreamCall<>(
                vertx,
                hazelcast,
                () -> weighed(map.submitToKey(append.room().value(), task), weight),
                StreamAnswer::appended);
        // Where the copy's node has died, no copy answers; the same append, sent again, is copied elsewhere.
        appending.add(call);
        return call.start()
                .onComplete(either -> appending.remove(call))
                .onFailure(cause -> counters.failed().increment())
                .onSuccess(this::count);
    }

    private void count(Appended appended) {
        (appended.duplicate() ? counters.duplicates() : counters.appended()).increment();
    }

    /** Counts what waits until Hazelcast has let it go, however long somebody waits for it here. */
    private <A> CompletionStage<A> weighed(CompletionStage<A> stage, long weight) {
        waiting.addAndGet(weight);
        return stage.whenCompleteAsync((answer, cause) -> waiting.addAndGet(-weight), Runnable::run);
    }

    @Override
    public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
        ReadTask task = new ReadTask(since, limit, reverse, retention(settings));
        counters.reads().increment();
        return call(() -> map.submitToKey(room.value(), task), answer -> StreamAnswer.slice(answer, reverse));
    }

    @Override
    public Future<Map<RoomName, Position>> positions(Collection<RoomName> rooms) {
        List<Future<Map<RoomName, Position>>> parts = new ArrayList<>();
        try {
            for (Map<String, RoomName> part : parted(rooms)) {
                if (!part.isEmpty()) {
                    PositionsTask task = new PositionsTask();
                    parts.add(call(() -> map.submitToKeys(part.keySet(), task), answers -> positions(part, answers)));
                }
            }
        } catch (HazelcastInstanceNotActiveException e) {
            return refused("the node has left the cluster");
        }
        return Future.all(parts).map(all -> {
            Map<RoomName, Position> positions = new HashMap<>();
            parts.forEach(part -> positions.putAll(part.result()));
            return positions;
        });
    }

    /**
     * Rooms whose streams are near to each other, by name. Hazelcast sends one operation to each owner, which looks at
     * every key once for each partition: 10,000 keys in 271 partitions took it seconds on a busy machine.
     */
    private List<Map<String, RoomName>> parted(Collection<RoomName> rooms) {
        int count = Math.max(1, Math.min(MOST_PARTS, rooms.size() / ROOMS_IN_PART));
        List<Map<String, RoomName>> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(new HashMap<>());
        }
        for (RoomName room : rooms) {
            int partition = count == 1
                    ? 0
                    : hazelcast.getPartitionService().getPartition(room.value()).getPartitionId();
            parts.get(partition % count).put(room.value(), room);
        }
        return parts;
    }

    private static Map<RoomName, Position> positions(Map<String, RoomName> rooms, Map<String, byte[]> answers) {
        Map<RoomName, Position> positions = new HashMap<>();
        answers.forEach((name, answer) -> {
            RoomName room = rooms.get(name);
            if (room != null) {
                positions.put(room, StreamAnswer.position(answer));
            }
        });
        return positions;
    }

    private <A, R> Future<R> call(Supplier<CompletionStage<A>> operation, Function<A, R> reader) {
        return new StreamCall<>(vertx, hazelcast, operation, reader)
                .start()
                .onFailure(cause -> counters.failed().increment());
    }

    private <T> Future<T> refused(String reason) {
        counters.failed().increment();
        return vertx.getOrCreateContext().failedFuture(new RefusedException(ErrorCode.UNAVAILABLE, reason));
    }

    private static Retention retention(StreamSettings settings) {
        return new Retention(settings.size(), settings.ttl().toMillis());
    }

    /** One node sweeps for all; who has been there longest changes seldom. */
    private void sweepIfOldest() {
        try {
            if (hazelcast.getCluster().getMembers().iterator().next().localMember()) {
                sweep(System.currentTimeMillis());
            }
        } catch (HazelcastInstanceNotActiveException e) {
            LOG.debug("no sweep: the cluster is being left");
        }
    }

    /** Lets go, on all nodes, what is over; a worker thread waits for it. */
    Future<Void> sweep(long now) {
        return vertx.executeBlocking(() -> map.executeOnEntries(new SweepTask(now)), false)
                .onFailure(cause -> LOG.debug("a sweep of streams failed", cause))
                .mapEmpty();
    }

    void close() {
        vertx.cancelTimer(sweeping);
        departures.close();
    }
}
