package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.carillon.support.FaultProxy;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** 2,000 clients, half of them the Java one and half of them the TypeScript one in Node, that lose their server at once. */
class ComingBackIT {

    private static final Logger LOG = LoggerFactory.getLogger(ComingBackIT.class);

    private static final int CLIENTS = 2_000;
    private static final int BASE = 500;
    private static final int WIDTH = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration ASKING = Duration.ofMillis(250);

    /** As it is where nothing is said. */
    private static final JsonObject PACE =
            new JsonObject().put("base", BASE).put("cap", 20_000).put("calm", 10_000);

    private static ServerProcess start(int port) {
        return ServerProcess.start(
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--set",
                "keepalive={interval: 10m}", // whose clients share a busy machine, and are late to answer
                "--set",
                "limits.handshake=1m", // all come at once, and each is to come once
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]");
    }

    @Test
    void clientsThatLoseTheirServerAtOnceComeBackSpreadOut(@TempDir Path directory) {
        try (ServerProcess server = start(ServerProcess.freePort());
                FaultProxy proxy = FaultProxy.to(server.uri().getPort());
                Fleet here = new JavaFleet(ships("java", proxy.port()));
                Fleet node = new NodeFleet(directory, ships("node", proxy.port()))) {
            List<Fleet> fleets = List.of(here, node);
            awaitOpen(fleets);
            cut(proxy, fleets);
            crash(server, proxy, fleets);
        }
    }

    private static List<Fleet.Ship> ships(String kind, int port) {
        return IntStream.range(0, CLIENTS / 2)
                .mapToObj(i -> new Fleet.Ship(kind + i, "ws://127.0.0.1:" + port + "/ws", PACE, Tokens.of(kind + i)))
                .toList();
    }

    private static void awaitOpen(List<Fleet> fleets) {
        Eventually.until(PATIENCE, "all are connected", () -> {
            LockSupport.parkNanos(ASKING.toNanos()); // it is work for those who are asked
            return fleets.stream()
                    .allMatch(fleet -> fleet.states().values().stream().allMatch("open"::equals));
        });
    }

    /** The server is still there: the first pause alone spreads them. */
    private static void cut(FaultProxy proxy, List<Fleet> fleets) {
        List<Integer> before = counts(fleets);
        long lost = System.nanoTime();
        assertThat(proxy.cut(FaultProxy.Ending.RESET)).isEqualTo(CLIENTS);
        Eventually.until(PATIENCE, "all have noticed", () -> waited(fleets, before, 1) == CLIENTS);
        awaitOpen(fleets);
        Arrivals arrivals = Arrivals.of(proxy.arrivals(), lost, WIDTH);
        LOG.info("{} clients after their connections were cut, by {} ms:{}", CLIENTS, WIDTH, arrivals);
        assertThat(arrivals.total()).as("attempts").isEqualTo(CLIENTS);
        assertSpread(pauses(fleets, before, 0));
    }

    /** The server is gone for some seconds: the longer it is, the wider they are spread when it is there again. */
    private static void crash(ServerProcess server, FaultProxy proxy, List<Fleet> fleets) {
        int port = server.uri().getPort();
        List<Integer> before = counts(fleets);
        long lost = System.nanoTime();
        server.kill();
        // However fast a server starts and however slow the clients are: most are to have tried in vain.
        Eventually.until(PATIENCE, "most have tried in vain", () -> waited(fleets, before, 2) > CLIENTS * 3 / 4);
        try (ServerProcess again = start(port)) {
            assertThat(again.uri().getPort()).isEqualTo(port);
            long back = System.nanoTime();
            awaitOpen(fleets);
            LOG.info(
                    "attempts after the server was killed, which was back after {} ms, by {} ms:{}",
                    (back - lost) / 1_000_000,
                    BASE,
                    Arrivals.of(proxy.arrivals(), lost, BASE));
            for (int attempt = 0; attempt < 2; attempt++) {
                assertSpread(pauses(fleets, before, attempt));
            }
        }
    }

    /** So many pauses each of them has had. */
    private static List<Integer> counts(List<Fleet> fleets) {
        return all(fleets).stream().map(List::size).toList();
    }

    /** How many of them have had so many pauses, or more, since then. */
    private static long waited(List<Fleet> fleets, List<Integer> before, int pauses) {
        LockSupport.parkNanos(ASKING.toNanos()); // it is work for those who are asked
        List<Integer> now = counts(fleets);
        return IntStream.range(0, now.size())
                .filter(i -> now.get(i) >= before.get(i) + pauses)
                .count();
    }

    /** In the same order each time. */
    private static List<List<Long>> all(List<Fleet> fleets) {
        return fleets.stream()
                .flatMap(fleet -> new TreeMap<>(fleet.pauses()).values().stream())
                .toList();
    }

    /** Those that they have meant to make before an attempt after so many; the machine cannot blur these. */
    private static Arrivals pauses(List<Fleet> fleets, List<Integer> before, int attempt) {
        List<List<Long>> all = all(fleets);
        List<Long> chosen = IntStream.range(0, all.size())
                .filter(i -> all.get(i).size() > before.get(i) + attempt)
                .mapToObj(i -> all.get(i).get(before.get(i) + attempt))
                .toList();
        Arrivals pauses = Arrivals.of(chosen, WIDTH);
        LOG.info("{} pauses before attempt {}, by {} ms:{}", chosen.size(), attempt + 1, WIDTH, pauses);
        return pauses;
    }

    /** At least as wide as the first pause may be, and no moment with many more than its share. */
    private static void assertSpread(Arrivals pauses) {
        assertThat(pauses.total()).as("pauses").isGreaterThan(CLIENTS / 2);
        assertThat(pauses.most()).as("in the busiest 100 ms").isLessThan(2 * pauses.total() * WIDTH / BASE);
    }
}
