package io.carillon.support;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket server that is no Carillon: it writes down what it is told, and says what a test wants it to say. */
public final class FeedServer implements AutoCloseable {

    private static final long PATIENCE = 30;

    /** What a peer has said. */
    public record Told(boolean text, Buffer data) {

        public String asText() {
            return data.toString();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServerOptions options;
    private final BlockingQueue<MultiMap> handshakes = new LinkedBlockingQueue<>();
    private final BlockingQueue<ServerWebSocket> sockets = new LinkedBlockingQueue<>();
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer server;

    public FeedServer() {
        this(new HttpServerOptions());
    }

    /** @param options the port is any that is free, and that nobody else is given while it is not listened at */
    public FeedServer(HttpServerOptions options) {
        this.options = options.setHost("localhost").setPort(Ports.inARow(1));
        this.options.setWebSocketSubProtocols(List.of("feed.v2"));
        start();
    }

    /** Listens again, where it has listened before. */
    public void start() {
        server = vertx.createHttpServer(options)
                .webSocketHandshakeHandler(handshake -> {
                    handshakes.add(handshake.headers());
                    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        handshake.reject(401);
                    } else {
                        handshake.accept();
                    }
                })
                .webSocketHandler(this::opened)
                .listen()
                .await();
        options.setPort(server.actualPort());
    }

    private void opened(ServerWebSocket socket) {
        socket.textMessageHandler(text -> told.add(new Told(true, Buffer.buffer(text))));
        socket.binaryMessageHandler(bytes -> told.add(new Told(false, bytes)));
        sockets.add(socket);
    }

    /** Lets nobody in any more, and ends what there is. */
    public void stop() {
        server.close().await();
    }

    /** The next handshakes are answered with 401. */
    public void refuse(int count) {
        refusals.set(count);
    }

    public int port() {
        return server.actualPort();
    }

    /** The headers of the next handshake. */
    public MultiMap handshake() {
        return next(handshakes);
    }

    /** The next connection. */
    public ServerWebSocket socket() {
        return next(sockets);
    }

    /** The next message that somebody has sent. */
    public Told told() {
        return next(told);
    }

    /** Whether nobody has sent anything that was not looked at. */
    public boolean isQuiet() {
        return told.isEmpty();
    }

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(PATIENCE, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within " + PATIENCE + " s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
