package io.carillon.e2e;

import io.carillon.support.Eventually;
import io.carillon.support.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients behind a load balancer that come back at once when they are closed; it is noted where they are, and what went wrong. */
final class Flock {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx;
    private final WebSocketClient client;
    private final int port;
    private final String token = Tokens.of("flock");
    private final ConcurrentMap<String, String> nodes = new ConcurrentHashMap<>();
    private final ConcurrentMap<Short, AtomicInteger> closes = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger visits = new AtomicInteger();
    private volatile boolean visiting = true;
    private volatile boolean dismissed;

    Flock(Vertx vertx, int port) {
        this.vertx = vertx;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(10_000));
        this.port = port;
    }

    /** So many more come, and this returns when all have been welcomed. */
    void gather(int more) {
        int there = nodes.size();
        int size = there + more;
        for (int i = 0; i < more; i++) {
            String name = "bird" + (there + i);
            vertx.setTimer(1 + i, tick -> arrive(name));
        }
        Eventually.until(PATIENCE, size + " clients are there", () -> nodes.size() == size || !failures.isEmpty());
    }

    private WebSocketConnectOptions options() {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/ws")
                .setSubProtocols(List.of("carillon.v1.json"))
                .addHeader("Authorization", "Bearer " + token);
    }

    private void arrive(String name) {
        client.connect(options()).onFailure(this::failed).onSuccess(socket -> {
            socket.textMessageHandler(text -> welcomed(name, new JsonObject(text)));
            socket.closeHandler(closed -> left(name, socket));
        });
    }

    private void welcomed(String name, JsonObject message) {
        if (message.getString("type").equals("welcome")) {
            nodes.put(name, message.getString("node"));
        }
    }

    private void left(String name, WebSocket socket) {
        nodes.remove(name);
        closes.computeIfAbsent(
                        socket.closeStatusCode() == null ? 1006 : socket.closeStatusCode(), c -> new AtomicInteger())
                .incrementAndGet();
        if (!dismissed) {
            arrive(name);
        }
    }

    private void failed(Throwable cause) {
        failures.add(
                cause instanceof UpgradeRejectedException refused
                        ? refused.getStatus() + " " + refused.getBody()
                        : cause.toString());
    }

    /** Others come and go, one after the other, until it is enough. */
    void beginVisits() {
        client.connect(options())
                .onFailure(this::failed)
                .onSuccess(socket -> {
                    visits.incrementAndGet();
                    socket.close();
                })
                .onComplete(done -> {
                    if (visiting) {
                        vertx.setTimer(5, tick -> beginVisits());
                    }
                });
    }

    /** @param least so many are waited for */
    int endVisits(int least) {
        Eventually.until(PATIENCE, least + " visits", () -> visits.get() >= least || !failures.isEmpty());
        visiting = false;
        return visits.get();
    }

    /** From now on nobody comes back. */
    void dismiss() {
        dismissed = true;
    }

    long on(String node) {
        return nodes.values().stream().filter(node::equals).count();
    }

    void awaitAllOn(String node, int size) {
        Eventually.until(PATIENCE, "all are on the other node", () -> on(node) == size || !failures.isEmpty());
    }

    Queue<String> failures() {
        return failures;
    }

    Map<Short, AtomicInteger> closes() {
        return closes;
    }
}
