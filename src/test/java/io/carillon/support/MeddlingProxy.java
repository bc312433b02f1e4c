package io.carillon.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Stands between clients and a server, and does to their messages what a test wants. Subprotocol {@code carillon.v1.json}. */
public final class MeddlingProxy implements AutoCloseable {

    private static final List<String> PROTOCOLS = List.of("carillon.v1.json");
    private static final int LARGEST = 1 << 24;

    /** What is done to messages; called on the event loop of all connections. */
    public interface Meddler {

        /**
         * What the server gets instead.
         *
         * @param connection which one it is, from 0 on
         */
        default JsonObject toServer(int connection, JsonObject message) {
            return message;
        }

        /**
         * What the client gets instead; nothing, once, twice.
         *
         * @param hangUp ends the connection
         */
        List<JsonObject> toClient(int connection, JsonObject message, Runnable hangUp);
    }

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final int port;
    private final Meddler meddler;
    private final HttpServer server;
    private final WebSocketClient client;
    private int connections;

    /** @param port the server's, on this machine */
    public MeddlingProxy(int port, Meddler meddler) {
        this.port = port;
        this.meddler = meddler;
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setMaxConnections(Integer.MAX_VALUE)
                .setMaxFrameSize(LARGEST)
                .setMaxMessageSize(LARGEST));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setWebSocketSubProtocols(PROTOCOLS)
                        .setMaxWebSocketFrameSize(LARGEST)
                        .setMaxWebSocketMessageSize(LARGEST))
                .webSocketHandler(this::accept);
        await(server.listen());
    }

    public int port() {
        return server.actualPort();
    }

    private void accept(ServerWebSocket near) {
        near.pause();
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        options.setHost("127.0.0.1").setPort(port).setURI(near.uri());
        options.setSubProtocols(PROTOCOLS);
        options.addHeader("Authorization", near.headers().get("Authorization"));
        client.connect(options).onFailure(cause -> near.close()).onSuccess(far -> connect(near, far));
    }

    private void connect(ServerWebSocket near, WebSocket far) {
        near.exceptionHandler(cause -> {});
        far.exceptionHandler(cause -> {});
        int connection = connections++;
        near.textMessageHandler(text -> far.writeTextMessage(
                meddler.toServer(connection, new JsonObject(text)).encode()));
        far.textMessageHandler(text -> meddler.toClient(connection, new JsonObject(text), near::close)
                .forEach(message -> near.writeTextMessage(message.encode())));
        near.closeHandler(closed -> far.close());
        far.closeHandler(closed -> near.close());
        near.resume();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> void await(Future<T> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
