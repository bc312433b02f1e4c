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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The port for whoever watches over the node; without a token, so it is to be kept inside. {@code /health/live} says that
 * its event loops run, {@code /health/started} that it came up, {@code /health/ready} that it wants connections,
 * {@code /health/safe} that its data has its copies, so that the next node may be stopped; {@code /metrics} is for
 * Prometheus. What is not well is answered with 503 and a reason. Lives on an event loop, and as long as its Vert.x.
 */
public final class Management extends VerticleBase {

    static final String STARTING = "the node is starting";

    private final HttpServerOptions options;
    private final Health health;
    private final Metrics metrics;
    private volatile @Nullable HttpServer server;

    private Management(HttpServerOptions options, Health health, Metrics metrics) {
        this.options = options;
        this.health = health;
        this.metrics = metrics;
    }

    /**
     * @param port 0 for a free one
     * @param health asked whenever somebody wants to know
     * @param metrics closed in the end
     */
    public static Future<Management> start(Vertx vertx, String host, int port, Health health, Metrics metrics) {
        HttpServerOptions options =
                new HttpServerOptions().setHost(host).setPort(port).setHttp2ClearTextEnabled(false);
        Management management = new Management(options, health, metrics);
        return vertx.deployVerticle(management)
                .map(management)
                .onFailure(cause -> metrics.close()); // what did not start is not stopped either
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        Liveness liveness = new Liveness(health.beats(), System::nanoTime);
        vertx.setPeriodic(Liveness.EVERY_MILLIS, tick -> liveness.look());
        router.get("/health/live").handler(routing -> answer(routing, liveness.stuck()));
        router.get("/health/started")
                .handler(routing ->
                        answer(routing, health.readiness().isStarted() ? Optional.empty() : Optional.of(STARTING)));
        router.get("/health/ready")
                .handler(routing -> answer(routing, health.readiness().unready()));
        router.get("/health/safe").handler(this::safe);
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

    /** With the number of nodes: a node that stopped and is not back yet leaves the others safe, but fewer. */
    private void safe(RoutingContext routing) {
        health.safe()
                .get()
                .onFailure(routing::fail)
                .onSuccess(safe -> answer(
                        routing,
                        safe,
                        (safe ? new JsonObject() : new JsonObject().put("reason", "data of this node lacks copies"))
                                .put("nodes", health.nodes().getAsInt())));
    }

    private static void answer(RoutingContext routing, Optional<String> trouble) {
        JsonObject more = new JsonObject();
        trouble.ifPresent(reason -> more.put("reason", reason));
        answer(routing, trouble.isEmpty(), more);
    }

    private static void answer(RoutingContext routing, boolean well, JsonObject more) {
        routing.response()
                .setStatusCode(well ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject()
                        .put("status", well ? "up" : "down")
                        .mergeIn(more)
                        .toBuffer());
    }
}
