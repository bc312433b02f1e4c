package io.carillon.cluster;

import static io.carillon.cluster.TestNodes.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import io.carillon.auth.Revocation;
import io.carillon.auth.Revocations;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What is revoked on one node, on the others: now, later, and without the one that said so. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class RevokerTest {

    private static final long LATER = System.currentTimeMillis() + 3_600_000;

    /** A node of Carillon without clients; it says that it has some. */
    private record Node(Vertx vertx, Cluster cluster, Revoker revoker, Revocations known, List<Revocation> told) {}

    private final TestNodes nodes = new TestNodes();

    private Node start(int connections) {
        Vertx vertx = nodes.start();
        Cluster cluster = await(Cluster.join(vertx, publication -> {}));
        Revocations known = new Revocations(Clock.systemUTC());
        List<Revocation> told = new CopyOnWriteArrayList<>();
        known.onRevoked(revocation -> {
            told.add(revocation);
            return Future.succeededFuture(connections);
        });
        return new Node(vertx, cluster, await(Revoker.start(vertx, cluster, known)), known, told);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static IMap<String, Long> map(Node node) {
        return TestNodes.hazelcast(node.vertx).getMap(Revoker.MAP);
    }

    private static Revocation bob(long moment) {
        return Revocation.ofUser("bob", moment, LATER);
    }

    private static void awaitKnown(Node node, Revocation revocation) {
        Eventually.until(Duration.ofSeconds(20), "known", () -> node.known.isKnown(revocation));
    }

    @Test
    void everyNodeIsToldAndCounts() {
        Node one = start(1);
        Node two = start(20);
        Node three = start(300);
        Eventually.until(Duration.ofSeconds(10), "there", () -> one.cluster.nodes() == 3);

        int affected = await(one.revoker.revoke(bob(5)));

        assertThat(affected).isEqualTo(321);
        for (Node node : List.of(one, two, three)) {
            assertThat(node.known.isKnown(bob(5))).isTrue();
            assertThat(node.told).contains(bob(5));
        }
    }

    @Test
    void aNodeThatComesLaterKnowsBeforeItIsStarted() {
        Node one = start(1);
        Revocation token = new Revocation(Revocation.Kind.TOKEN, "00ff", 0, Revocation.FOR_EVER);
        Revocation all = Revocation.before(7, LATER);
        Revocation id = Revocation.ofId("a:b::c", LATER);
        for (Revocation revocation : List.of(bob(5), token, all, id)) {
            await(one.revoker.revoke(revocation));
        }

        Node two = start(1);

        assertThat(two.known.all()).containsExactlyInAnyOrder(bob(5), token, all, id);
    }

    @Test
    void whatWasRevokedOutlivesTheNodesThatKnewIt() {
        Node one = start(1);
        Node two = start(1);
        for (int i = 0; i < 50; i++) {
            await(one.revoker.revoke(Revocation.ofUser("user" + i, 1, LATER)));
        }
        nodes.kill(one.vertx);
        Node three = start(1);
        assertThat(three.known.size()).isEqualTo(50);
        nodes.kill(two.vertx);
        Node four = start(1);
        assertThat(four.known.size()).isEqualTo(50);
    }

    @Test
    void whatTheMapHasLostIsPutBackByWhoKnowsIt() {
        Node one = start(1);
        await(one.revoker.revoke(bob(5)));
        map(one).delete(bob(5).key());

        Node two = start(1); // somebody comes: it is compared

        awaitKnown(two, bob(5));
        Eventually.until(
                Duration.ofSeconds(10), "there", () -> Long.valueOf(LATER).equals(map(two).get(bob(5).key())));
    }

    @Test
    void whatStandsInTheMapIsHeardOfWithoutTheBus() {
        Node one = start(1);
        map(one).set(bob(5).key(), LATER);
        Eventually.until(Duration.ofSeconds(20), "told", () -> !one.told.isEmpty());
        assertThat(one.told).containsExactly(bob(5));
    }

    @Test
    void aLaterRevocationTakesThePlaceOfAnEarlierOne() {
        Node one = start(1);
        await(one.revoker.revoke(bob(5)));
        await(one.revoker.revoke(bob(9)));

        Node two = start(1);

        assertThat(two.known.all()).containsExactly(bob(9));
        Eventually.until(
                Duration.ofSeconds(10), "alone", () -> map(one).keySet().equals(Set.of(bob(9).key())));
    }

    @Test
    void isForgottenWhereNobodyCouldComeWithItAnyMore() {
        Node one = start(1);
        Revocation soon = Revocation.ofUser("bob", 1, System.currentTimeMillis() + 1_500);
        assertThat(await(one.revoker.revoke(soon))).isEqualTo(1);
        assertThat(map(one).containsKey(soon.key())).isTrue();
        Eventually.until(Duration.ofSeconds(10), "gone", () -> !map(one).containsKey(soon.key()));
        Eventually.until(Duration.ofSeconds(20), "forgotten", () -> one.known.size() == 0);
        assertThat(await(one.revoker.revoke(Revocation.ofId("old", 1)))).isEqualTo(1);
        assertThat(map(one).size()).isZero();
    }

    @Test
    void manyAtOnceAllArrive() {
        Node one = start(0);
        Node two = start(0);
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add((i % 2 == 0 ? one : two).revoker.revoke(Revocation.ofId("id" + i, LATER)));
        }
        await(Future.all(all));
        assertThat(one.known.size()).isEqualTo(500);
        assertThat(two.known.size()).isEqualTo(500);
        assertThat(map(one).size()).isEqualTo(500);
    }
}
