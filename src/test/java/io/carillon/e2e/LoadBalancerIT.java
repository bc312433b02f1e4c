package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HAProxy and nginx with the configurations that {@code docs/load-balancers.md} recommends, in front of two real nodes. */
class LoadBalancerIT {

    private static final Logger LOG = LoggerFactory.getLogger(LoadBalancerIT.class);

    private static final int FLOCK = 300;

    @TempDir
    private Path directory = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private List<ServerProcess> nodes = List.of();

    /**
     * Idle connections are cut after some seconds; those of {@code /ws} are pinged twice a second, those of {@code
     * /silent} never.
     */
    private void start(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "http.proxies.trusted=[127.0.0.1]",
                "drain.over=2s",
                "limits.handshake=1m", // a node that has just started may have hundreds at once
                "keepalive={interval: 500ms, timeout: 30s, jitter: 0}",
                "endpoints={main: {preset: carillon}, silent: {preset: carillon, path: /silent, keepalive: {interval: 1h}},"
                        + " counted: {preset: carillon, path: /counted, limits: {handshakes-per-address: 1}}}",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]"));
        all.addAll(List.of(settings));
        Stream<String> options = all.stream().flatMap(setting -> Stream.of("--set", setting));
        String xml = new TestCluster(directory).xml().toString();
        Stream<String> command = Stream.of("serve", "--cluster", xml, "--host", "127.0.0.1", "--port", "0");
        nodes = ServerProcess.startAll(2, Stream.concat(command, options).toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        nodes.forEach(ServerProcess::close);
        vertx.close().await();
    }

    @Test
    void worksBehindHaproxyWithTheProxyProtocol() {
        start("http.proxies.protocol=true");
        try (Balancer balancer = Balancer.haproxy(directory, nodes)) {
            works(balancer);
        }
    }

    @Test
    void worksBehindNginxWithForwardedHeaders() {
        start();
        try (Balancer balancer = Balancer.nginx(directory, nodes)) {
            works(balancer);
        }
    }

    private void works(Balancer balancer) {
        knowsClientsByTheirAddresses(balancer.port());
        keepsConnectionsThatArePinged(balancer.port());
        isDrainedWithoutARefusal(balancer);
    }

    /**
     * One handshake a second for each address and node: two at once through the balancer, and some that time brings.
     * Where the machine has taken seconds for ten of them, it takes less for another ten.
     */
    private static void knowsClientsByTheirAddresses(int port) {
        List<Integer> answers = new ArrayList<>();
        long refused = 0;
        for (int round = 0; round < 10 && refused < 5; round++) {
            List<Integer> ten = IntStream.range(10 * round, 10 * round + 10)
                    .mapToObj(i -> handshake("127.0.0.5", port, "198.51.100." + i))
                    .toList();
            refused = ten.stream().filter(status -> status == 429).count();
            answers.addAll(ten);
        }

        assertThat(answers).contains(101, 429).containsOnly(101, 429);
        assertThat(refused)
                .as("refused of the last ten in spite of other addresses on the left: " + answers)
                .isGreaterThanOrEqualTo(5);
        assertThat(handshake("127.0.0.6", port, "127.0.0.5")).isEqualTo(101);
    }

    private static int handshake(String from, int port, String lie) {
        try (RawSocket socket = RawSocket.from(from, port)) {
            Map<String, List<String>> headers = RawSocket.handshake();
            headers.put("Authorization", List.of("Bearer " + Tokens.of("ada")));
            headers.put("X-Forwarded-For", List.of(lie));
            headers.put("Forwarded", List.of("for=" + lie));
            return socket.request("GET /counted HTTP/1.1", headers).status();
        }
    }

    private static void keepsConnectionsThatArePinged(int port) {
        try (Client client = Client.connect(port, "/ws", Tokens.of("ada"))) {
            try (Client silent = Client.connect(port, "/silent", Tokens.of("bob"))) {
                silent.socket().awaitEnd();
            }
            client.join("still-here");
        }
    }

    private static boolean isSpread(long there, int size) {
        return there >= size / 3 && there <= 2 * size / 3;
    }

    private void isDrainedWithoutARefusal(Balancer balancer) {
        ServerProcess leaving = nodes.get(0);
        ServerProcess staying = nodes.get(1);
        Flock flock = new Flock(vertx, balancer.port());
        int size = FLOCK;
        flock.gather(FLOCK);
        // A node that was slow to answer counts as gone for some seconds; then it gets the next, as it has the fewest.
        while (!isSpread(flock.on(leaving.node()), size) && size < 4 * FLOCK) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
            flock.gather(FLOCK);
            size += FLOCK;
        }
        long there = flock.on(leaving.node());
        assertThat(isSpread(there, size))
                .as("spread over both: %d of %d", there, size)
                .isTrue();
        flock.beginVisits();

        leaving.signal();
        flock.awaitAllOn(staying.node(), size);
        int status = leaving.awaitEnd();
        int visits = flock.endVisits(11);
        flock.dismiss();

        LOG.info("moved {} of {} closed={} others={}", there, size, flock.closes(), visits);
        assertThat(flock.failures()).as(balancer.log()).isEmpty();
        assertThat(flock.closes().keySet()).containsExactly((short) 1012);
        assertThat(visits).isGreaterThan(10);
        assertThat(status).isZero();
    }
}
