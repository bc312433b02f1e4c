package io.carillon.bench;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A server with one room that speaks as much of the protocol as members need, and does what it must not. */
final class UnsoundServer implements AutoCloseable {

    private static final long PATIENCE = 10;

    /** What happens to the message with this number, on its way to one member. */
    interface Fault {
        /** What is sent instead, in its order. */
        List<String> instead(int number, String message);
    }

    private final Vertx vertx = Vertx.vertx();
    private final Set<ServerWebSocket> members = new LinkedHashSet<>();
    private final Fault fault;
    private final boolean echoes;
    private final HttpServer server;
    private int number;

    /**
     * @param echoes whether publishers hear themselves, though they said that they do not want to
     */
    UnsoundServer(Fault fault, boolean echoes) {
        this.fault = fault;
        this.echoes = echoes;
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setWebSocketSubProtocols(List.of("carillon.v1.json"));
        this.server = await(
                vertx.createHttpServer(options).webSocketHandler(this::welcome).listen());
    }

    int port() {
        return server.actualPort();
    }

    /** A server's handlers run on one event loop. */
    private void welcome(ServerWebSocket socket) {
        socket.textMessageHandler(text -> hear(socket, new JsonObject(text)));
        socket.closeHandler(closed -> members.remove(socket));
        socket.writeTextMessage("{\"type\":\"welcome\"}");
    }

    private void hear(ServerWebSocket socket, JsonObject message) {
        if (message.getString("type").equals("join")) {
            members.add(socket);
            socket.writeTextMessage("{\"type\":\"reply\",\"id\":" + message.getValue("id") + ",\"result\":{}}");
            return;
        }
        String delivery = new JsonObject()
                .put("type", "message")
                .put("data", message.getString("data"))
                .encode();
        boolean faulty = true;
        for (ServerWebSocket member : members) {
            if (member != socket || echoes) {
                List<String> sent = faulty ? fault.instead(number, delivery) : List.of(delivery);
                sent.forEach(member::writeTextMessage);
                faulty = false;
            }
        }
        number++;
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
