package io.carillon.e2e;

import static io.carillon.e2e.Crowd.await;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Three server processes with something going on: {@value #BYSTANDERS} clients that are in rooms and read, and a feed that
 * all of them get. What a console is there to look at.
 */
final class ConsoleCluster implements AutoCloseable {

    private static final int NODES = 3;

    /** More than rooms are on a page of the console. */
    static final int BYSTANDERS = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FLOOD = 30_000; // bytes of a message: some fifty are more than may wait

    private static final String CONFIG =
            """
            auth:
              jwt:
                keys: [{alg: HS256, secret: "%s"}]
            keepalive: {interval: 10m}
            limits: {handshake: 1m}
            rooms:
              "feed": {publish: anyone, stream: {size: 10000, ttl: 1h}}
              "orders:**": {stream: {size: 1000, ttl: 1h}}
              "table:*": {presence: true}
            """.formatted(Tokens.SECRET); // clients that share a busy machine are late to answer pings

    private final List<ServerProcess> nodes;
    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client =
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * BYSTANDERS));
    private final List<AutoCloseable> clients = new ArrayList<>();
    private final Feeder feeder;

    /** @param directory for files */
    ConsoleCluster(Path directory) {
        nodes = ServerProcess.startAll(
                NODES,
                "serve",
                "--config",
                config().toString(),
                "--cluster",
                new TestCluster(directory).xml().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                "0");
        feeder = new Feeder(port(0), 1);
        List<Future<WebSocket>> all = new ArrayList<>();
        for (int i = 0; i < BYSTANDERS; i++) {
            all.add(bystander(i));
        }
        await(Future.all(all));
    }

    /** At a short path, since pages show where settings stand; whole at once, since other tests may run beside, with the same. */
    private static Path config() {
        Path target = Path.of("target");
        try {
            Path written = Files.writeString(Files.createTempFile(target, "carillon", ".yaml"), CONFIG);
            return Files.move(written, target.resolve("carillon.yaml"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that reads, in the feed and in a room of its own. */
    private Future<WebSocket> bystander(int number) {
        String user = "bystander-%02d".formatted(number);
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port(number))
                .setURI("/ws")
                .addHeader("Authorization", "Bearer " + Tokens.of(user));
        return client.connect(options)
                .compose(socket -> join(socket, "board:%02d".formatted(number))
                        .compose(joined -> join(socket, "feed"))
                        .map(socket));
    }

    private static Future<Void> join(WebSocket socket, String room) {
        JsonObject join = Client.message("join", room).put("id", room);
        return socket.writeTextMessage(join.encode());
    }

    ServerProcess node(int number) {
        return nodes.get(number % NODES);
    }

    int port(int node) {
        return node(node).uri().getPort();
    }

    /** Somebody who may do everything in all rooms. */
    Client connect(int node, String user) {
        return connect(new RawSocket(port(node)), user);
    }

    /** The same on a socket of the test's. */
    Client connect(RawSocket socket, String user) {
        Client connected = Client.connect(socket, "/ws", Tokens.of(user));
        clients.add(connected);
        return connected;
    }

    /** Somebody who does not read, and was closed for it. */
    Client slowConsumer(String user) {
        Client slow = connect(RawSocket.narrow(port(1), 8 * 1024), user);
        slow.join("flood");
        String message = new JsonObject().put("text", "x".repeat(FLOOD)).encode();
        Eventually.until(PATIENCE, user + " to be closed", () -> {
            api().post("/rooms/flood/messages", message);
            return !api().get("/admin/connections?state=closed&user=" + user)
                    .json()
                    .getJsonArray("items")
                    .isEmpty();
        });
        return slow;
    }

    /** The HTTP API, for what a test wants to know without a browser. */
    ApiClient api() {
        return new ApiClient(port(0), admin());
    }

    /** A token that the console takes. */
    static String admin() {
        return ApiClient.token("ops");
    }

    @Override
    public void close() {
        feeder.close();
        for (AutoCloseable each : clients) {
            try {
                each.close();
            } catch (Exception e) {
                continue; // it was cut off
            }
        }
        await(vertx.close());
        nodes.forEach(ServerProcess::close);
    }
}
