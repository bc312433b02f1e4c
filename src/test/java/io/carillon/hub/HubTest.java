package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Conflation;
import io.carillon.config.RoomConfig;
import io.carillon.config.RoomSettings;
import io.carillon.message.CloseCode;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import io.carillon.schema.Schemas;
import io.carillon.support.MemoryStreams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rooms on one node with two event loops, in a real cluster of one. */
class HubTest {

    private static final int ROOMS = 5;

    private final AtomicInteger lookups = new AtomicInteger();
    private final Hub hub = new Hub(
            room -> {
                lookups.incrementAndGet();
                return RoomSettings.DEFAULT;
            },
            Schemas.NONE);
    private final List<ExecutorService> loops =
            List.of(Executors.newSingleThreadExecutor(), Executors.newSingleThreadExecutor());
    private final List<Shard> shards =
            loops.stream().map(loop -> new Shard(loop, () -> {})).toList();
    private Vertx vertx;

    @BeforeEach
    void start() throws Exception {
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        hub.start(await(Cluster.join(vertx, hub)), new MemoryStreams());
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        loops.forEach(ExecutorService::shutdown);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    /** Counts what it is given, by room. */
    private static final class Counts implements Outbox {

        private final Map<RoomName, AtomicInteger> received = new ConcurrentHashMap<>();

        @Override
        public void write(Batch batch) {
            received.computeIfAbsent(batch.room(), room -> new AtomicInteger()).addAndGet(batch.size());
        }

        @Override
        public void flush() {}

        @Override
        public void send(ServerMessage message) {
            throw new AssertionError("nobody is told anything else here");
        }

        @Override
        public boolean keepsUp() {
            return true;
        }

        @Override
        public void whenKeepsUp(Runnable task) {
            throw new AssertionError("everybody keeps up here");
        }

        @Override
        public void forget(RoomName room) {}

        @Override
        public void close(CloseCode code, String reason) {
            throw new AssertionError("nobody closes here");
        }
    }

    private static RoomName room(int number) {
        return new RoomName("room:" + number);
    }

    private void publish(RoomName room) {
        hub.publish(new StreamStore.Append(room, Payload.json("1"), Sender.service("test"), null, 0));
    }

    /** Waits until every event loop has done what it was given before. */
    private void settle() throws Exception {
        for (int round = 0; round < 2; round++) { // a task may have left a turn behind
            for (ExecutorService loop : loops) {
                loop.submit(() -> {}).get(120, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void deliversToExactlyTheMembersAndForgetsRoomsThatNobodyIsIn() throws Exception {
        long seed = System.nanoTime();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            connections.add(new Connection("c" + i, "user", shards.get(i % 2), new Counts()));
        }
        for (int i = 0; i < connections.size(); i++) {
            Connection connection = connections.get(i);
            SplittableRandom random = new SplittableRandom(seed + i);
            for (int step = 0; step < 300; step++) {
                RoomName room = room(random.nextInt(ROOMS));
                boolean join = random.nextBoolean();
                connection.shard().execute(() -> {
                    if (join) {
                        hub.join(connection, room);
                    } else {
                        hub.leave(connection, room);
                    }
                });
            }
        }
        settle();
        for (int i = 0; i < ROOMS; i++) {
            publish(room(i));
        }
        settle();

        for (Connection connection : connections) {
            Counts counts = (Counts) connection.outbox();
            assertThat(counts.received.keySet()).as("seed %d", seed).isEqualTo(connection.rooms());
            assertThat(counts.received.values()).allMatch(count -> count.get() == 1);
        }
        connections.forEach(connection -> connection.shard().execute(() -> hub.close(connection, false)));
        settle();
        assertThat(hub.rooms()).isZero();
        assertThat(shards).allMatch(shard -> shard.size() == 0);
    }

    @Test
    void looksSettingsUpOnceAsLongAsSomebodyIsInTheRoom() throws Exception {
        Connection connection = new Connection("c", "user", shards.get(0), new Counts());
        loops.get(0).submit(() -> hub.join(connection, room(0))).get(120, TimeUnit.SECONDS);

        for (int i = 0; i < 10; i++) {
            assertThat(hub.settings(room(0))).isEqualTo(RoomSettings.DEFAULT);
            publish(room(0));
        }

        assertThat(lookups).hasValue(1);
        loops.get(0).submit(() -> hub.close(connection, false)).get(120, TimeUnit.SECONDS);
        assertThat(hub.settings(room(0))).isEqualTo(RoomSettings.DEFAULT);
        assertThat(lookups).hasValue(2);
    }

    @Test
    void whatChangesForRoomsIsLookedUpWhenTheyAreUsedOrTold() throws Exception {
        for (int i = 0; i < 2; i++) {
            Connection connection = new Connection("c" + i, "user", shards.get(0), new Counts());
            RoomName room = room(i);
            loops.get(0).submit(() -> hub.join(connection, room)).get(120, TimeUnit.SECONDS);
        }
        RoomSettings other = new RoomSettings(RoomConfig.Publish.ANYONE, Conflation.OFF, Optional.empty());
        List<RoomName> asked = new CopyOnWriteArrayList<>();

        hub.change(
                room -> {
                    asked.add(room);
                    return other;
                },
                Schemas.NONE);

        assertThat(asked).as("with very many rooms that would take its time").isEmpty();
        assertThat(hub.settings(room(0))).isEqualTo(other);
        hub.tellRooms();
        assertThat(asked).containsExactly(room(0), room(1));
    }

    @Test
    void letsNobodyInWhoIsGone() throws Exception {
        Connection connection = new Connection("c", "user", shards.get(0), new Counts());
        connection.shard().execute(() -> hub.close(connection, false));

        Future<Void> joined =
                loops.get(0).submit(() -> hub.join(connection, room(0))).get(120, TimeUnit.SECONDS);

        assertThat(joined.failed()).isTrue();
        assertThat(hub.rooms()).isZero();
    }
}
