package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import io.carillon.cluster.Places.Policy;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Places on real nodes: counted exactly, whatever nodes do. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class PlacesTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private record Node(Vertx vertx, Cluster cluster, Set<String> lost) {
        Places places() {
            return cluster.sessions();
        }
    }

    private final TestNodes nodes = new TestNodes();

    private Node start() {
        Vertx vertx = nodes.start();
        Cluster cluster = await(Cluster.join(vertx, publication -> {}));
        Set<String> lost = ConcurrentHashMap.newKeySet();
        cluster.sessions().onLost((node, connection) -> lost.add(connection));
        return new Node(vertx, cluster, lost);
    }

    private List<Node> start(int count) {
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(start());
        }
        awaitNodes(all.get(0), count);
        return all;
    }

    private static void awaitNodes(Node node, int count) {
        Eventually.until(SOON, "there", () -> node.cluster.nodes() == count);
    }

    /** The owner of a user's places looks who is a member, and that may be any of them. */
    private static void awaitMembers(Node node, int count) {
        Eventually.until(
                SOON,
                "gone",
                () -> TestNodes.hazelcast(node.vertx).getCluster().getMembers().size() == count);
        awaitNodes(node, count);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static IMap<String, Seats> map(Node node) {
        return TestNodes.hazelcast(node.vertx).getMap(Places.SESSIONS);
    }

    private static int stored(Node node, String key) {
        Seats seats = map(node).get(key);
        return seats == null ? 0 : seats.taken();
    }

    private static boolean take(Node node, String key, String connection, int max) {
        return await(node.places().take(key, connection, max, Policy.REJECT));
    }

    @Test
    void ofManyWhoComeAtOnceSoManyGetAPlace() {
        List<Node> all = start(3);
        List<Future<Boolean>> asked = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            asked.add(all.get(i % 3).places().take("bob", "c" + i, 10, Policy.REJECT));
        }
        await(Future.all(asked));

        assertThat(asked.stream().filter(Future::result)).hasSize(10);
        assertThat(stored(all.get(0), "bob")).isEqualTo(10);
        assertThat(all.stream().mapToInt(node -> node.places().held()).sum()).isEqualTo(10);
    }

    @Test
    void aPlaceThatIsGivenBackIsFree() {
        List<Node> all = start(2);
        assertThat(take(all.get(0), "bob", "a", 1)).isTrue();
        assertThat(take(all.get(1), "bob", "b", 1)).isFalse();
        all.get(0).places().give("bob", "a");
        Eventually.until(SOON, "free", () -> take(all.get(1), "bob", "b", 1));
        all.get(1).places().give("bob", "b");
        Eventually.until(SOON, "forgotten", () -> map(all.get(0)).isEmpty());
    }

    @Test
    void theOldestOnWhateverNodeLosesItsPlace() {
        List<Node> all = start(2);
        for (int i = 0; i < 6; i++) {
            assertThat(await(all.get(i % 2).places().take("bob", "c" + i, 2, Policy.CLOSE_OLDEST)))
                    .isTrue();
        }
        assertThat(stored(all.get(0), "bob")).isEqualTo(2);
        List<String> lost = new ArrayList<>(all.get(0).lost);
        lost.addAll(all.get(1).lost);
        assertThat(Set.copyOf(lost)).containsExactlyInAnyOrder("c0", "c1", "c2", "c3");
    }

    @Test
    void aNodeThatDiesLeavesItsPlaces() {
        List<Node> all = start(3);
        for (int i = 0; i < 60; i++) {
            assertThat(take(all.get(i % 3), "user" + i / 3, "c" + i, 3)).isTrue();
        }
        TestNodes.awaitCopies(all.get(0).vertx);
        nodes.kill(all.get(1).vertx);
        awaitMembers(all.get(0), 2);
        awaitMembers(all.get(2), 2);

        for (int i = 0; i < 20; i++) {
            assertThat(take(all.get(0), "user" + i, "new" + i, 3))
                    .as("user" + i)
                    .isTrue();
            assertThat(take(all.get(2), "user" + i, "more" + i, 3))
                    .as("user" + i)
                    .isFalse();
        }
        assertThat(all.get(0).lost).isEmpty();
    }

    @Test
    void nothingStaysOfAUserWhoDiedWithItsNode() {
        List<Node> all = start(2);
        assertThat(take(all.get(0), "ann", "a", 1)).isTrue();
        assertThat(take(all.get(1), "bob", "b", 1)).isTrue();
        TestNodes.awaitCopies(all.get(0).vertx);
        nodes.kill(all.get(1).vertx);
        Eventually.until(
                SOON, "swept", () -> Set.copyOf(map(all.get(0)).keySet()).equals(Set.of("ann")));
    }

    @Test
    void whatTheMapHasLostIsPutBackAndWhatItHasTooManyIsTakenAway() {
        List<Node> all = start(2);
        Node one = all.get(0);
        for (int i = 0; i < 1000; i++) {
            one.places().take("user" + i, "c" + i, 1, Policy.REJECT);
        }
        Eventually.until(SOON, "taken", () -> map(one).size() == 1000);
        map(one).delete("user7");
        Seats stale = new Seats();
        stale.put(new Seat(new Life(one.cluster.node(), 1), "gone", 1, 1, false));
        map(one).set("nobody", stale);

        await(one.places().settle());

        assertThat(map(one).keySet()).hasSize(1000).contains("user7").doesNotContain("nobody");
        assertThat(take(all.get(1), "user7", "x", 1)).isFalse();
    }

    @Test
    void aCopyHasWhatTheOwnerHad() {
        List<Node> all = start(2);
        for (int i = 0; i < 50; i++) {
            assertThat(take(all.get(0), "user" + i, "a" + i, 1)).isTrue();
        }
        TestNodes.awaitCopies(all.get(0).vertx);
        nodes.kill(all.get(1).vertx);
        awaitMembers(all.get(0), 1);
        for (int i = 0; i < 50; i++) {
            assertThat(take(all.get(0), "user" + i, "b" + i, 1)).isFalse();
        }
    }
}
