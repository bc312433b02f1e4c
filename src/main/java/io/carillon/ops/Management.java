package io.carillon.ops;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The port for whoever watches over the node; without a token, so it is to be kept inside. {@code /health/live} says that
 * the process can answer, {@code /health/started} that it came up, {@code /health/ready} that it wants connections;
 * {@code /metrics} is for Prometheus. Lives on an event loop, and as long as its Vert.x.
 */
public final class Management extends VerticleBase {

    private final HttpServerOptions options;
    private final BooleanSupplier ready;
    private final Metrics metrics;
    private volatile @Nullable HttpServer server;

    private Management(HttpServerOptions options, BooleanSupplier ready, Metrics metrics) {
        this.options = options;
        this.ready = ready;
        this.metrics = metrics;
    }

    /**
     * @param port 0 for a free one
     * @param ready whether the node wants connections now; asked on an event loop, must not block
     * @param metrics closed in the end
     */
    public static Future<Management> start(Vertx vertx, String host, int port, BooleanSupplier ready, Metrics metrics) {
        HttpServerOptions options =
                new HttpServerOptions().setHost(host).setPort(port).setHttp2ClearTextEnabled(false);
        Management management = new Management(options, ready, metrics);
        return vertx.deployVerticle(management)
                .map(management)
                .onFailure(cause -> metrics.close()); // what did not start is not stopped either
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(routing -> answer(routing, true));
        router.get("/health/started").handler(routing -> answer(routing, true));
        router.get("/health/ready").handler(routing -> answer(routing, ready.getAsBoolean()));
        router.route("/metrics").method(HttpMethod.GET).method(HttpMethod.HEAD).handler(this::metrics);
        HttpServer listening = vertx.createHttpServer(options).requestHandler(router);
        server = listening;
        return listening.listen();
    }

    @Override
    public Future<?> stop() {
        metrics.close();
        return Future.succeededFuture(); // Vert.x closes what a verticle listens on
    }

    public int port() {
        HttpServer listening = server;
        return listening == null ? 0 : listening.actualPort();
    }

    private void metrics(RoutingContext routing) {
        vertx.executeBlocking(metrics::scrape, false)
                .onFailure(routing::fail)
                .onSuccess(text -> routing.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, Metrics.CONTENT_TYPE)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(text));
    }

    private static void answer(RoutingContext routing, boolean well) {
        routing.response()
                .setStatusCode(well ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("status", well ? "up" : "down").toBuffer());
    }
}
