package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import io.carillon.cluster.StreamStore.Append;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The store of streams through the real Hazelcast, on nodes in this process. */
class StreamMapTest {

    private static final RoomName ROOM = new RoomName("orders:Zürich");
    private static final StreamSettings SETTINGS = new StreamSettings(5, Duration.ofHours(1));
    private static final Sender ADA = Sender.user("ada", "c1");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestNodes nodes = new TestNodes();

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void whatIsAppendedIsReadAsItWas() {
        StreamStore store = store(nodes.start());
        byte[] bytes = {0, -1, 7};
        List<Append> appends = List.of(
                new Append(ROOM, Payload.of(Format.MSGPACK, bytes), ADA, null, 17),
                new Append(ROOM, Payload.json("{}"), Sender.service("http"), null, -1, false),
                new Append(ROOM, Payload.of(Format.BSON, new byte[70_000]), new Sender("bob", null, null), "k", 18));
        List<Position> positions = appends.stream()
                .map(append -> await(store.append(append, SETTINGS)).position())
                .toList();
        Slice slice = await(store.read(ROOM, 0, 100, false, SETTINGS));
        assertThat(positions)
                .containsExactly(
                        new Position(slice.epoch(), 1), new Position(slice.epoch(), 2), new Position(slice.epoch(), 3));
        assertThat(slice.oldest()).isEqualTo(1);
        assertThat(slice.messages())
                .containsExactlyElementsOf(IntStream.range(0, 3)
                        .mapToObj(i -> new StoredMessage(
                                i + 1,
                                appends.get(i).data(),
                                appends.get(i).from(),
                                appends.get(i).time(),
                                appends.get(i).echo()))
                        .toList());
        assertThat(await(store.read(ROOM, 1, 1, true, SETTINGS)).messages())
                .containsExactly(slice.messages().get(2));
    }

    @Test
    void anAnswerIsBoundedInBytes() {
        StreamStore store = store(nodes.start());
        byte[] large = new byte[200_000];
        for (int i = 0; i < 5; i++) {
            await(store.append(new Append(ROOM, Payload.of(Format.MSGPACK, large), ADA, null, 1), SETTINGS));
        }
        assertThat(await(store.read(ROOM, 0, 100, false, SETTINGS)).messages())
                .extracting(StoredMessage::offset)
                .containsExactly(1L, 2L, 3L);
        assertThat(await(store.read(ROOM, 0, 100, true, SETTINGS)).messages())
                .extracting(StoredMessage::offset)
                .containsExactly(5L, 4L, 3L);
    }

    @Test
    void theNewestAreKeptForTheirTime() {
        StreamStore store = store(nodes.start());
        StreamSettings brief = new StreamSettings(5, Duration.ofMillis(300));
        for (int i = 0; i < 12; i++) {
            await(store.append(append("m" + i, null), SETTINGS)); // briefly kept, some might be gone already
        }
        Slice slice = await(store.read(ROOM, 0, 100, false, SETTINGS));
        assertThat(slice.oldest()).isEqualTo(8);
        Eventually.until(
                SOON,
                "expired",
                () -> await(store.read(ROOM, 0, 100, false, brief)).messages().isEmpty());
        Slice quiet = await(store.read(ROOM, 0, 100, false, brief));
        assertThat(quiet).isEqualTo(new Slice(slice.epoch(), 12, 13, List.of()));
    }

    @Test
    void theSameKeyIsStoredOnce() {
        StreamStore store = store(nodes.start());
        Appended first = await(store.append(append("m", "k"), SETTINGS));
        Appended second = await(store.append(append("m", "k"), SETTINGS));
        assertThat(second).isEqualTo(new Appended(first.position(), true));
        Append others = new Append(ROOM, Payload.json("1"), Sender.user("bob", "c2"), "k", 1);
        assertThat(await(store.append(others, SETTINGS)).duplicate()).isFalse();
    }

    @Test
    void positionsAreThoseOfStreamsThatAreThere() {
        StreamStore store = store(nodes.start());
        nodes.start();
        List<RoomName> rooms = IntStream.range(0, 1_000)
                .mapToObj(i -> new RoomName("room" + i))
                .toList();
        List<Future<Appended>> appends = new ArrayList<>();
        for (RoomName room : rooms.subList(0, 900)) {
            appends.add(store.append(new Append(room, Payload.json("1"), ADA, null, 1), SETTINGS));
        }
        await(Future.all(appends));
        Position empty = position(await(store.read(rooms.get(900), 0, 0, false, SETTINGS)));
        Map<RoomName, Optional<Position>> positions = await(store.positions(rooms));
        assertThat(positions).hasSize(1_000).containsEntry(rooms.get(900), Optional.of(empty));
        assertThat(positions.get(rooms.get(0))).contains(appends.get(0).result().position());
        assertThat(await(store.positions(List.of()))).isEmpty();
        assertThat(await(store.positions(rooms.subList(901, 1_000))).values())
                .hasSize(99)
                .containsOnly(Optional.empty());
    }

    @Test
    void streamsOutliveANodeThatLeaves() {
        Vertx first = nodes.start();
        Vertx second = nodes.start();
        for (int i = 0; i < 50; i++) {
            await(store(first).append(append(new RoomName("room" + i), "m"), SETTINGS));
        }
        nodes.stop(first);
        StreamStore left = store(second);
        for (int i = 0; i < 50; i++) {
            Append append = append(new RoomName("room" + i), "m");
            assertThat(await(left.append(append, SETTINGS)).position().offset()).isEqualTo(2);
        }
    }

    @Test
    void aSweepLetsGoWhatIsOverAndCountsWhatIsHeldWithTheCopies() {
        Vertx first = nodes.start();
        Vertx second = nodes.start();
        Eventually.until(
                SOON,
                "copies",
                () -> TestNodes.hazelcast(second).getPartitionService().isClusterSafe());
        StreamMap store = store(first);
        StreamMap other = store(second);
        for (int i = 0; i < 100; i++) {
            await(store.append(append(new RoomName("room" + i), "x".repeat(1_000)), SETTINGS));
        }
        await(store.sweep(0));
        await(store.sweep(0));
        List.of(store, other)
                .forEach(node -> Eventually.until(SOON, "counted", () -> {
                    long streams = node.counters().streams().getAsLong();
                    long bytes = node.counters().bytes().getAsLong();
                    return streams == 100 && bytes > 100_000 && bytes < 200_000;
                }));
        await(store.sweep(2 * StreamEntry.IDLE));
        await(store.sweep(3 * StreamEntry.IDLE));
        await(store.sweep(4 * StreamEntry.IDLE));
        assertThat(TestNodes.hazelcast(first).getMap(StreamSetup.MAP).size()).isZero();
        List.of(store, other)
                .forEach(node -> assertThat(node.counters().appended().sum()).isEqualTo(node == store ? 100 : 0));
    }

    @Test
    void withAQuorumAloneNobodyWritesAndEverybodyReads() {
        Vertx first = nodes.start(1, 2);
        StreamMap store = store(first);
        assertUnavailable(store.append(append("m", null), SETTINGS));
        assertUnavailable(store.read(ROOM, 0, 9, false, SETTINGS));
        Vertx second = nodes.start(1, 2);
        Position stored = await(store.append(append("m", null), SETTINGS)).position();
        nodes.stop(second);
        Eventually.until(
                SOON,
                "alone",
                () -> TestNodes.hazelcast(first).getCluster().getMembers().size() == 1);
        assertUnavailable(store.append(append("m", null), SETTINGS));
        assertThat(position(await(store.read(ROOM, 0, 9, false, SETTINGS)))).isEqualTo(stored);
        assertThat(await(store.positions(Set.of(ROOM)))).containsEntry(ROOM, Optional.of(stored));
        assertThat(store.counters().failed().sum()).isEqualTo(3);
    }

    @Test
    void whereTheNodeHasStoppedItIsUnavailable() {
        Vertx first = nodes.start();
        StreamStore store = store(first);
        await(store.append(append("m", null), SETTINGS));
        TestNodes.hazelcast(first).shutdown();
        assertUnavailable(store.append(append("m", null), SETTINGS));
        assertUnavailable(store.positions(List.of(ROOM)));
    }

    @Test
    void whatAFileSaysOfTheMapDoesNotStand() {
        Config config = new Config();
        config.addMapConfig(new MapConfig(StreamSetup.MAP).setBackupCount(0));
        config.addMapConfig(new MapConfig("carillon.*").setInMemoryFormat(InMemoryFormat.BINARY));
        MapConfig map = StreamSetup.into(config, 3, 2).findMapConfig(StreamSetup.MAP);
        assertThat(map.getBackupCount()).isEqualTo(3);
        assertThat(map.getInMemoryFormat()).isEqualTo(InMemoryFormat.OBJECT);
        assertThat(map.getMergePolicyConfig().getPolicy()).isEqualTo(StreamMerge.class.getName());
    }

    private static void assertUnavailable(Future<?> future) {
        assertThatThrownBy(() -> await(future))
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    private static StreamMap store(Vertx vertx) {
        return new StreamMap((VertxInternal) vertx, TestNodes.hazelcast(vertx));
    }

    private static Append append(String text, @Nullable String key) {
        return new Append(ROOM, Payload.json('"' + text + '"'), ADA, key, 1);
    }

    private static Append append(RoomName room, String text) {
        return new Append(room, Payload.json('"' + text + '"'), ADA, null, 1);
    }

    private static Position position(Slice slice) {
        return new Position(slice.epoch(), slice.offset());
    }
}
