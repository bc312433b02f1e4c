package io.carillon.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.ClusteredVertx;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.gateway.Hub;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** An application of its own with a hub in it, and an HTTP server on each of two event loops. */
public final class EmbeddedNode implements AutoCloseable {

    private static final String TEXT = "auth: {jwt: {keys: [{alg: HS256, secret: '" + Tokens.SECRET + "'}]}}\n";

    private final Vertx vertx;
    private final Hub hub;
    private int port;

    private EmbeddedNode(Vertx vertx, Hub hub) {
        this.vertx = vertx;
        this.hub = hub;
    }

    /** Alone in its cluster, with what holds where nothing is configured. */
    public static EmbeddedNode start(BiConsumer<Hub, Router> routes) {
        return start(Optional.empty(), "", routes);
    }

    /**
     * @param xml how it finds the others; empty where there are none
     * @param yaml the hub's configuration, without {@code auth}
     * @param routes called for the router of each event loop, on it
     */
    public static EmbeddedNode start(Optional<Path> xml, String yaml, BiConsumer<Hub, Router> routes) {
        Config config = ConfigLoader.parse(TEXT + yaml, Path.of("")).config();
        Vertx vertx = await(ClusteredVertx.start(new VertxOptions().setEventLoopPoolSize(2), xml));
        EmbeddedNode node = new EmbeddedNode(vertx, await(Hub.start(vertx, config)));
        await(vertx.deployVerticle(() -> node.new Server(routes), new DeploymentOptions().setInstances(2)));
        return node;
    }

    private final class Server extends VerticleBase {

        private final BiConsumer<Hub, Router> routes;

        private Server(BiConsumer<Hub, Router> routes) {
            this.routes = routes;
        }

        @Override
        public Future<HttpServer> start() {
            Router router = Router.router(vertx);
            routes.accept(hub, router);
            return vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(-1, "127.0.0.1")
                    .onSuccess(server -> port = server.actualPort());
        }
    }

    public Hub hub() {
        return hub;
    }

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return port;
    }

    public String node() {
        return hub.core().cluster().node();
    }

    /** A WebSocket that is open. */
    public RawSocket open(String path) {
        return open(path, Map.of());
    }

    /** @param headers that are not the same in every handshake */
    public RawSocket open(String path, Map<String, String> headers) {
        RawSocket socket = new RawSocket(port);
        assertThat(ask(socket, path, headers).status()).isEqualTo(101);
        return socket;
    }

    /** What a handshake is answered. */
    public HttpAnswer ask(String path, Map<String, String> headers) {
        try (RawSocket socket = new RawSocket(port)) {
            return ask(socket, path, headers);
        }
    }

    private static HttpAnswer ask(RawSocket socket, String path, Map<String, String> headers) {
        Map<String, List<String>> all = RawSocket.handshake();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return socket.request("GET " + path + " HTTP/1.1", all);
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(hub.close());
        await(vertx.close());
    }
}
