package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.KeepAliveConfig;
import io.carillon.count.NodeCounters;
import io.carillon.support.RawSocket;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of a handshake nothing stays with the connection: not the HTTP server's handlers, and nothing that they keep. */
class TakeoverTest {

    private static final String ANSWER = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX-More: 1\r\n\r\n";

    private static final int COLLECTIONS = 20;

    /** Between two collections, in ns: the event loop may still be busy with the request. */
    private static final long PAUSE = 50_000_000;

    /** What was there of a request, held by nobody here. */
    private record Taken(Channel channel, Map<String, Reference<?>> parts) {
        static Taken of(HttpServerRequest request) {
            return new Taken(
                    ((ConnectionBase) request.connection()).channel(),
                    Map.of(
                            "request", new WeakReference<>(request),
                            "response", new WeakReference<>(request.response()),
                            "headers", new WeakReference<>(request.headers()),
                            "connection", new WeakReference<>(request.connection())));
        }

        List<String> alive() {
            return parts.entrySet().stream()
                    .filter(part -> part.getValue().get() != null)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void leavesNothingOfTheRequestAndTheHttpConnectionBehind() throws Exception {
        leavesNothingBehind(options());
    }

    @Test
    void leavesNothingOfWhatAServersOptionsHavePutThere() throws Exception {
        leavesNothingBehind(new HttpServerOptions()
                .setCompressionSupported(true)
                .setDecompressionSupported(true)
                .setIdleTimeout(60));
    }

    private void leavesNothingBehind(HttpServerOptions options) throws Exception {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    taken.add(Taken.of(request));
                    upgrade(request);
                })
                .listen(0, "127.0.0.1")
                .await();
        try (java.net.Socket client = new java.net.Socket("127.0.0.1", server.actualPort())) {
            ask(client);
            String answer = new String(client.getInputStream().readNBytes(ANSWER.length()), StandardCharsets.US_ASCII);
            Taken upgraded = take();

            assertThat(answer).isEqualTo(ANSWER);
            assertThat(aliveAfter(COLLECTIONS, upgraded)).isEmpty();
            assertThat(upgraded.channel().isActive()).isTrue();
            assertThat(handlers(upgraded.channel())).containsExactly("carillon");
            client.getOutputStream().write(RawSocket.frame(0x89, new byte[] {'x'}));
            assertThat(client.getInputStream().readNBytes(3)).isEqualTo(new byte[] {(byte) 0x8A, 1, 'x'});
        }
    }

    /** Else the test above would not show anything. */
    @Test
    void findsThatConnectionsWithoutAnUpgradeKeepTheirs() throws Exception {
        HttpServer server = vertx.createHttpServer(options())
                .requestHandler(request -> taken.add(Taken.of(request)))
                .listen(0, "127.0.0.1")
                .await();
        try (java.net.Socket client = new java.net.Socket("127.0.0.1", server.actualPort())) {
            ask(client);

            assertThat(aliveAfter(3, take())).contains("connection", "request", "headers");
        }
    }

    /** As the gateway has it: WebSockets are not the HTTP server's. */
    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    private static void ask(java.net.Socket client) throws IOException {
        client.setSoTimeout(10_000);
        client.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private void upgrade(HttpServerRequest request) {
        request.response().putHeader("Upgrade", "websocket").putHeader("X-More", "1");
        Lane lane = new Lane(
                (ContextInternal) vertx.getOrCreateContext(),
                ByteBufAllocator.DEFAULT,
                Transport.NIO,
                new NodeCounters());
        Socket socket = new Socket(
                lane,
                PlainTerms.of(),
                FrameEncoding.of(RawEncoder.INSTANCE),
                new FrameReader(1000),
                new KeepAlive(KeepAliveConfig.DEFAULT, new SplittableRandom(7)));
        Takeover.of(request, socket, () -> {});
    }

    private Taken take() throws InterruptedException {
        Taken next = taken.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a request came").isNotNull();
        return next;
    }

    private static List<String> aliveAfter(int collections, Taken of) {
        List<String> alive = of.alive();
        for (int i = 0; i < collections && !alive.isEmpty(); i++) {
            System.gc();
            alive = of.alive();
            if (!alive.isEmpty()) {
                LockSupport.parkNanos(PAUSE);
            }
        }
        return alive;
    }

    private static List<String> handlers(Channel channel) {
        List<String> names = new ArrayList<>(channel.pipeline().names());
        names.removeIf(name -> name.startsWith("DefaultChannelPipeline$"));
        return names;
    }
}
