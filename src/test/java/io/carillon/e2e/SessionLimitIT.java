package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Crowd} on three real processes in which each user has as many sessions as it may. */
class SessionLimitIT {

    private static final Logger LOG = LoggerFactory.getLogger(SessionLimitIT.class);

    private static final int NODES = 3;
    private static final int MAX = 3; // one on each node
    private static final int USERS = Crowd.SIZE / MAX;
    /** Users that log in one after the other; the rest comes together. */
    private static final int ALONE = 50;

    private static final int TOGETHER = 50;

    private final Vertx vertx = Vertx.vertx();
    private List<ServerProcess> nodes = List.of();

    private Crowd start(Path directory, String policy) {
        nodes = ServerProcess.startAll(
                NODES,
                "serve",
                "--cluster",
                new TestCluster(directory).xml().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "limits.sessions={max: " + MAX + ", policy: " + policy + "}",
                "--set",
                "keepalive={interval: 10m}", // whose clients share a busy machine, and are late to answer
                "--set",
                "limits.handshake=1m", // a node that has just started may have hundreds at once
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]");
        return new Crowd(vertx, nodes);
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServerProcess::close);
        await(vertx.close());
    }

    /** Everybody on every node, the first time on the first one. */
    private static List<List<Crowd.Guest>> fill(Crowd crowd) {
        List<List<Crowd.Guest>> rounds = new ArrayList<>();
        for (int round = 0; round < MAX; round++) {
            rounds.add(crowd.fill(USERS, round, i -> "user" + i));
        }
        return rounds;
    }

    @Test
    void theOldestSessionIsClosedWithinASecond(@TempDir Path directory) {
        Crowd crowd = start(directory, "close-oldest");
        List<List<Crowd.Guest>> rounds = fill(crowd);
        List<Crowd.Guest> oldest = rounds.get(0);

        List<Long> alone = new ArrayList<>();
        List<Long> later = new ArrayList<>(); // than the login that it is closed for
        for (int i = 0; i < ALONE; i++) {
            Crowd.Guest newest = await(crowd.connect(i + 1, "user" + i));
            alone.add(oldest.get(i).closedAfter(newest.asked()));
            later.add(oldest.get(i).closedAfter(newest.came()));
        }
        List<Long> together = new ArrayList<>();
        for (int i = ALONE; i < USERS; i += TOGETHER) {
            List<Future<Crowd.Guest>> some = new ArrayList<>();
            for (int k = i; k < Math.min(USERS, i + TOGETHER); k++) {
                some.add(crowd.connect(k + 1, "user" + k));
            }
            await(Future.all(some));
            for (int k = 0; k < some.size(); k++) {
                together.add(oldest.get(i + k).closedAfter(some.get(k).result().asked()));
                later.add(oldest.get(i + k).closedAfter(some.get(k).result().came()));
            }
        }

        LOG.info("of {} sessions, from the login: one at a time {}", USERS * MAX, Crowd.figures(alone));
        LOG.info("of {} sessions, from the login: {} at a time {}", USERS * MAX, TOGETHER, Crowd.figures(together));
        assertThat(oldest).allSatisfy(guest -> assertThat(guest.code()).isEqualTo(4000));
        rounds.stream()
                .skip(1)
                .forEach(round -> assertThat(round)
                        .allSatisfy(guest -> assertThat(guest.isOpen()).isTrue()));
        assertSoon(alone);
        assertSoon(later);
        assertThat(together).allSatisfy(took -> assertThat(took).isLessThan(20_000));
    }

    /** Most are: for some the machine may have stood still, but nobody is left for something that comes later. */
    private static void assertSoon(List<Long> millis) {
        assertThat(millis.stream().sorted().toList().get(millis.size() / 2))
                .as("the median of " + millis)
                .isLessThan(1_000);
        assertThat(millis).allSatisfy(took -> assertThat(took).isLessThan(10_000));
    }

    /** The status with which a login is answered. */
    private static int login(Crowd crowd, int node, String user) {
        return await(crowd.connect(node, user)
                .map(101)
                .recover(cause -> cause instanceof UpgradeRejectedException refused
                        ? Future.succeededFuture(refused.getStatus())
                        : Future.failedFuture(cause)));
    }

    @Test
    void theSessionsOfANodeThatIsKilledAreFree(@TempDir Path directory) {
        Crowd crowd = start(directory, "reject");
        fill(crowd);
        for (int i = 0; i < ALONE; i++) {
            assertThat(login(crowd, i, "user" + i)).isEqualTo(429);
        }

        nodes.get(2).kill();
        long killed = System.nanoTime();
        for (int node = 0; node < 2; node++) { // each notices it by itself
            while (login(crowd, node, "user" + node) != 101) {
                assertThat(System.nanoTime() - killed).isLessThan(TimeUnit.SECONDS.toNanos(90));
                LockSupport.parkNanos(20_000_000);
            }
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed);
        List<Integer> first = new ArrayList<>();
        List<Integer> second = new ArrayList<>();
        for (int i = 2; i < ALONE; i++) {
            first.add(login(crowd, i % 2, "user" + i));
            second.add(login(crowd, i % 2, "user" + i));
        }

        LOG.info("the place of a killed node's session is free after {} ms", millis);
        assertThat(first.stream().collect(Collectors.toSet())).containsExactly(101);
        assertThat(second.stream().collect(Collectors.toSet())).containsExactly(429);
    }
}
