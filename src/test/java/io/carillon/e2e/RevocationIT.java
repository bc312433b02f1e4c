package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.ClusteredVertx;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ten thousand connections on three real processes, and how long a revocation takes to reach all that it concerns. */
class RevocationIT {

    private static final Logger LOG = LoggerFactory.getLogger(RevocationIT.class);

    private static final int NODES = 3;
    private static final int CONNECTIONS = 10_000;
    private static final int USERS = 100;
    private static final int AT_ONCE = 100;
    private static final long PATIENCE = 180;

    private List<ServerProcess> nodes = List.of();
    private Vertx vertx;
    private WebSocketClient client;

    private final Map<String, AtomicInteger> revoked = new ConcurrentHashMap<>();
    private final AtomicInteger otherwise = new AtomicInteger();
    private volatile CountDownLatch closing = new CountDownLatch(0);

    @BeforeEach
    void start() {
        nodes = ServerProcess.startAll(
                NODES,
                "serve",
                "--cluster",
                "cluster.xml",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--set",
                "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]");
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.of(Path.of("cluster.xml"))));
        client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(CONNECTIONS));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        nodes.forEach(ServerProcess::close);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String user(int i) {
        return "user" + i % USERS;
    }

    private static String token(String user) {
        JsonObject claims =
                new JsonObject().put("sub", user).put("iat", 1_600_000_000L).put("exp", Tokens.now() + 3600);
        return Tokens.sign(claims);
    }

    private Future<WebSocket> connect(int i) {
        URI node = nodes.get(i % NODES).uri();
        String user = user(i);
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(node.getHost())
                .setPort(node.getPort())
                .setURI("/ws")
                .addHeader("Authorization", "Bearer " + token(user));
        return client.connect(options).onSuccess(socket -> socket.closeHandler(closed -> closed(user, socket)));
    }

    private void closed(String user, WebSocket socket) {
        if (Short.valueOf((short) 4002).equals(socket.closeStatusCode())) {
            revoked.computeIfAbsent(user, none -> new AtomicInteger()).incrementAndGet();
        } else {
            otherwise.incrementAndGet();
        }
        closing.countDown();
    }

    private int revoke(JsonObject body, int expected) throws InterruptedException {
        closing = new CountDownLatch(expected);
        long before = System.nanoTime();
        Future<Integer> answer = vertx.eventBus()
                .<JsonObject>request("carillon.revoke", body)
                .map(message -> message.body().getInteger("affected"));
        assertThat(closing.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        LOG.info("revoked {} connections of {} in {} ms", expected, CONNECTIONS, millis);
        assertThat(await(answer)).isEqualTo(expected);
        return (int) millis;
    }

    @Test
    void reachesTheConnectionsOfAUserOnEveryNodeWithinASecond() throws InterruptedException {
        for (int i = 0; i < CONNECTIONS; i += AT_ONCE) {
            List<Future<WebSocket>> some = new ArrayList<>();
            for (int k = i; k < i + AT_ONCE; k++) {
                some.add(connect(k));
            }
            await(Future.all(some));
        }
        int each = CONNECTIONS / USERS;

        List<Integer> millis = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            millis.add(revoke(new JsonObject().put("user", user(i)), each));
            assertThat(revoked.get(user(i))).hasValue(each);
        }

        assertThat(millis).allSatisfy(took -> assertThat(took).isLessThan(1_000));
        int rest = CONNECTIONS - 20 * each;
        int all = revoke(new JsonObject().put("before", 1_700_000_000_000L), rest);
        LOG.info("millis of users {} of everybody {}", millis, all);
        assertThat(otherwise).hasValue(0);
    }
}
