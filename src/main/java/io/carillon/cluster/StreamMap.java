package io.carillon.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.Partition;
import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams as entries of a Hazelcast map: what is done to one is sent to the owner of its partition, and done there by one
 * thread, and on the copies before it is answered. Any thread; nothing blocks.
 */
final class StreamMap implements StreamStore {

    private static final Logger LOG = LoggerFactory.getLogger(StreamMap.class);

    private static final long SWEEP_MILLIS = 30_000;

    /** What is asked for, to whoever hears that it cannot be had. */
    static final String WHAT = "the room's stream";

    private static final StreamCall.Terms TERMS = new StreamCall.Terms(WHAT, 5_000);

    private static final int MOST_PARTS = 32;
    private static final int ROOMS_IN_PART = 32;

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final IMap<String, StreamEntry> map;
    private final StreamCounters counters;
    private final Appender appender;
    private final long sweeping;

    StreamMap(VertxInternal vertx, HazelcastInstance hazelcast) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.map = StreamSetup.streams(hazelcast);
        StreamHome home = StreamSetup.home(hazelcast);
        this.counters = new StreamCounters(home == null ? new StreamsHeld() : home.held());
        this.appender = new Appender(vertx, hazelcast, map, counters);
        this.sweeping = vertx.setPeriodic(SWEEP_MILLIS, id -> sweepIfOldest());
    }

    StreamCounters counters() {
        return counters;
    }

    @Override
    public Future<Appended> append(Append append, StreamSettings settings) {
        String key = append.key();
        return appender.append(
                append.room(),
                new PendingAppend.Wish(
                        RecordCodec.encode(append),
                        key == null ? null : RecordId.of(append.from(), key),
                        retention(settings)));
    }

    @Override
    public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
        ReadTask task = new ReadTask(since, limit, reverse, retention(settings));
        counters.reads().increment();
        return call(() -> map.submitToKey(room.value(), task), answer -> StreamAnswer.slice(answer, reverse));
    }

    @Override
    public Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
        List<Future<Map<RoomName, Optional<Position>>>> parts = new ArrayList<>();
        try {
            for (Map<String, RoomName> part : parted(rooms)) {
                PositionsTask task = new PositionsTask();
                parts.add(call(() -> map.submitToKeys(part.keySet(), task), answers -> positions(part, answers)));
            }
        } catch (HazelcastInstanceNotActiveException e) {
            return refused("the node has left the cluster");
        }
        return Future.join(parts).transform(all -> together(parts, all.cause()));
    }

    /** Of a node, the streams that are near to each other. */
    private record Part(@Nullable Member owner, int near) {}

    /**
     * Rooms by the owners of their streams, so that one that does not answer holds no other up, and by where they are
     * there. Hazelcast sends one operation to each owner, which looks at every key once for each partition: 10,000 keys in
     * 271 partitions took it seconds on a busy machine.
     */
    private Collection<Map<String, RoomName>> parted(Collection<RoomName> rooms) {
        int count = Math.max(1, Math.min(MOST_PARTS, rooms.size() / ROOMS_IN_PART));
        Map<Part, Map<String, RoomName>> parts = new HashMap<>();
        for (RoomName room : rooms) {
            Partition partition = hazelcast.getPartitionService().getPartition(room.value());
            Part part = new Part(partition.getOwner(), partition.getPartitionId() % count);
            parts.computeIfAbsent(part, none -> new HashMap<>()).put(room.value(), room);
        }
        return parts.values();
    }

    private static Map<RoomName, Optional<Position>> positions(
            Map<String, RoomName> rooms, Map<String, byte[]> answers) {
        Map<RoomName, Optional<Position>> positions = new HashMap<>();
        rooms.forEach((name, room) ->
                positions.put(room, Optional.ofNullable(answers.get(name)).map(StreamAnswer::position)));
        return positions;
    }

    /** What was answered; nothing at all is a failure. */
    private static <K, V> Future<Map<K, V>> together(List<Future<Map<K, V>>> parts, @Nullable Throwable cause) {
        Map<K, V> all = new HashMap<>();
        parts.stream().filter(Future::succeeded).forEach(part -> all.putAll(part.result()));
        return cause != null && all.isEmpty() ? Future.failedFuture(cause) : Future.succeededFuture(all);
    }

    private <A, R> Future<R> call(Supplier<CompletionStage<A>> operation, Function<A, R> reader) {
        return new StreamCall<>(vertx, hazelcast, TERMS, operation, reader)
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

    /** One node sweeps for all; who has been there longest changes seldom. Lite members are other applications. */
    private void sweepIfOldest() {
        try {
            hazelcast.getCluster().getMembers().stream()
                    .filter(member -> !member.isLiteMember())
                    .findFirst()
                    .filter(Member::localMember)
                    .ifPresent(self -> sweep(0));
        } catch (HazelcastInstanceNotActiveException e) {
            LOG.debug("no sweep: the cluster is being left");
        }
    }

    /** Lets go, on all nodes, what will be over in so many ms; a worker thread waits for it. */
    Future<Void> sweep(long ahead) {
        return vertx.executeBlocking(() -> map.executeOnEntries(new SweepTask(ahead)), false)
                .onFailure(cause -> LOG.debug("a sweep of streams failed", cause))
                .mapEmpty();
    }

    void close() {
        vertx.cancelTimer(sweeping);
        appender.close();
    }
}
