package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.carillon.cluster.StreamStore.Append;
import io.carillon.config.StreamSettings;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
import io.carillon.support.Eventually;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two clusters that know nothing of each other have the same streams, go on apart, and become one. */
@Tag("slow")
class StreamMergeTest {

    private static final StreamSettings SETTINGS = new StreamSettings(100, Duration.ofHours(1));
    private static final Duration SOON = Duration.ofSeconds(90);

    private final String name = "test-" + UUID.randomUUID();
    private final List<Vertx> all = new ArrayList<>();

    @AfterEach
    void stop() {
        all.forEach(vertx -> await(vertx.close()));
    }

    @Test
    void afterASplitOneHistoryRemainsAndNoEpochMeansTwo() {
        Vertx large = start(List.of());
        start(List.of(address(large)));
        Vertx small = start(List.of()); // whom the others do not look for
        StreamMap larger = store(large);
        StreamMap smaller = store(small);
        for (String room : List.of("both", "larger", "smaller", "neither")) {
            await(larger.append(append(room, "a"), SETTINGS));
            HazelcastInstance to = TestNodes.hazelcast(small);
            HazelcastInstance from = TestNodes.hazelcast(large);
            to.getMap(StreamSetup.MAP).set(room, from.getMap(StreamSetup.MAP).get(room));
        }
        String epoch = slice(larger, "neither").epoch();
        String both = slice(larger, "both").epoch();
        String went = slice(larger, "smaller").epoch();
        await(larger.append(append("both", "b"), SETTINGS));
        await(larger.append(append("larger", "b"), SETTINGS));
        await(smaller.append(append("both", "x"), SETTINGS));
        await(smaller.append(append("both", "y"), SETTINGS));
        await(smaller.append(append("smaller", "b"), SETTINGS));
        await(smaller.append(append("alone", "a"), SETTINGS));
        await(smaller.append(append("asked", "a"), SETTINGS));
        assertThat(slice(larger, "asked").offset()).isZero(); // and from then on it has a stream of its own
        TestNodes.hazelcast(small)
                .getConfig()
                .getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .addMember(address(large));
        Vertx seeker = small;
        Eventually.until(
                SOON,
                "merged",
                () -> TestNodes.hazelcast(seeker).getCluster().getMembers().size() == 3);
        for (StreamMap store : List.of(larger, smaller)) {
            Eventually.until(
                    SOON,
                    "the smaller side's",
                    () -> texts(slice(store, "smaller")).equals("ab"));
            assertThat(slice(store, "smaller").epoch()).isEqualTo(went);
            Eventually.until(
                    SOON, "a new epoch", () -> !slice(store, "both").epoch().equals(both));
            assertThat(texts(slice(store, "both"))).isEqualTo("ab");
            assertThat(texts(slice(store, "larger"))).isEqualTo("ab");
            assertThat(slice(store, "neither").epoch()).isEqualTo(epoch);
            Eventually.until(
                    SOON,
                    "what it alone had",
                    () -> texts(slice(store, "alone")).equals("a"));
            Eventually.until(
                    SOON,
                    "what it had when the others had asked",
                    () -> texts(slice(store, "asked")).equals("a"));
        }
    }

    private Vertx start(List<String> others) {
        Config config = HazelcastSettings.alone().setClusterName(name);
        var tcp = config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        (others.isEmpty() ? List.of("127.0.0.1:1") : others).forEach(tcp::addMember);
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "1");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "1");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "5");
        Vertx vertx = await(ClusteredVertx.start(new VertxOptions().setEventLoopPoolSize(1), config));
        all.add(vertx);
        return vertx;
    }

    private static String address(Vertx vertx) {
        var address = TestNodes.hazelcast(vertx).getCluster().getLocalMember().getAddress();
        return address.getHost() + ":" + address.getPort();
    }

    private static Slice slice(StreamMap store, String room) {
        return await(store.read(new RoomName(room), 0, 100, false, SETTINGS));
    }

    private static String texts(Slice slice) {
        StringBuilder texts = new StringBuilder();
        slice.messages()
                .forEach(message ->
                        texts.append(new String(message.data().bytes(), StandardCharsets.UTF_8).replace("\"", "")));
        return texts.toString();
    }

    private static Append append(String room, String text) {
        return new Append(
                new RoomName(room),
                Payload.json('"' + text + '"'),
                Sender.service("test"),
                null,
                System.currentTimeMillis());
    }

    private static StreamMap store(Vertx vertx) {
        return new StreamMap((VertxInternal) vertx, TestNodes.hazelcast(vertx));
    }
}
