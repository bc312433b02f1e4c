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

    private static final Duration SOON = Duration.ofSeconds(60);

    /** So long it is waited for those who are told, and, by who starts, for those who compare; and a bit less. */
    private static final Duration TOLD = Duration.ofMillis(900);

    private static final Duration COMPARED = Duration.ofMillis(2_900);

    private static final long LATER = System.currentTimeMillis() + 3_600_000;

    /** A node of Carillon without clients; it says that it has some. */
    private record Node(
            Vertx vertx,
            Cluster cluster,
            Revoker revoker,
            Revocations known,
            List<Revocation> told,
            boolean allHaveCompared) {

        /** At once, unless it has started without what some were too slow to compare. */
        void awaitAll(int size) {
            Eventually.until(allHaveCompared ? Duration.ZERO : SOON, "all", () -> known.size() == size);
        }
    }

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
        long began = System.nanoTime();
        Revoker revoker = await(Revoker.start(vertx, cluster, known));
        boolean inTime = System.nanoTime() - began < COMPARED.toNanos();
        return new Node(vertx, cluster, revoker, known, told, inTime);
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
        Eventually.until(SOON, "known", () -> node.known.isKnown(revocation));
    }

    @Test
    void everyNodeIsToldAndCounts() {
        Node one = start(1);
        Node two = start(20);
        Node three = start(300);
        Eventually.until(SOON, "there", () -> one.cluster.nodes() == 3);

        Revocation revocation = revokedInTime(one);

        for (Node node : List.of(one, two, three)) {
            assertThat(node.known.isKnown(revocation)).isTrue();
            assertThat(node.told).contains(revocation);
        }
    }

    /** Who does not answer within a second is not counted; where this process stands still, that is everybody. */
    private static Revocation revokedInTime(Node one) {
        for (int round = 1; ; round++) {
            long began = System.nanoTime();
            int affected = await(one.revoker.revoke(bob(round)));
            if (affected == 321 || System.nanoTime() - began < TOLD.toNanos() || round == 5) {
                assertThat(affected).isEqualTo(321);
                return bob(round);
            }
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
        three.awaitAll(50);
        nodes.kill(two.vertx);
        Node four = start(1);
        four.awaitAll(50);
    }

    @Test
    void whatTheMapHasLostIsPutBackByWhoKnowsIt() {
        Node one = start(1);
        await(one.revoker.revoke(bob(5)));
        map(one).delete(bob(5).key());

        Node two = start(1); // somebody comes: it is compared

        awaitKnown(two, bob(5));
        Eventually.until(SOON, "there", () -> Long.valueOf(LATER).equals(map(two).get(bob(5).key())));
    }

    @Test
    void whatStandsInTheMapIsHeardOfWithoutTheBus() {
        Node one = start(1);
        map(one).set(bob(5).key(), LATER);
        Eventually.until(SOON, "told", () -> !one.told.isEmpty());
        assertThat(one.told).containsOnly(bob(5)); // twice, if it is compared meanwhile
    }

    @Test
    void aLaterRevocationTakesThePlaceOfAnEarlierOne() {
        Node one = start(1);
        await(one.revoker.revoke(bob(5)));
        await(one.revoker.revoke(bob(9)));

        Node two = start(1);

        assertThat(two.known.all()).containsExactly(bob(9));
        Eventually.until(SOON, "alone", () -> map(one).keySet().equals(Set.of(bob(9).key())));
    }

    @Test
    void isForgottenWhereNobodyCouldComeWithItAnyMore() {
        Node one = start(1);
        Revocation soon = Revocation.ofUser("bob", 1, System.currentTimeMillis() + 5_000);
        assertThat(await(one.revoker.revoke(soon))).isEqualTo(1);
        boolean stored = map(one).containsKey(soon.key());
        assertThat(stored || System.currentTimeMillis() > soon.until() - 1_000) // Hazelcast counts whole seconds
                .isTrue();
        Eventually.until(SOON, "gone", () -> !map(one).containsKey(soon.key()));
        Eventually.until(SOON, "forgotten", () -> one.known.size() == 0);
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
        // On a slow machine some are not told within a second, and hear of it from the map.
        Eventually.until(SOON, "all known", () -> one.known.size() == 500 && two.known.size() == 500);
        assertThat(map(one).size()).isEqualTo(500);
    }
}
