package io.carillon.ops;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/**
 * The port for whoever watches over the node; without a token, so it is to be kept inside. {@code /health/live} says that
 * the process can answer, {@code /health/started} that it came up, {@code /health/ready} that it wants connections.
 */
public final class Management {

    private final HttpServer server;

    private Management(HttpServer server) {
        this.server = server;
    }

    /**
     * @param port 0 for a free one
     * @param ready whether the node wants connections now; asked on an event loop, must not block
     */
    public static Future<Management> start(Vertx vertx, String host, int port, BooleanSupplier ready) {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(routing -> answer(routing, true));
        router.get("/health/started").handler(routing -> answer(routing, true));
        router.get("/health/ready").handler(routing -> answer(routing, ready.getAsBoolean()));
        HttpServerOptions options =
                new HttpServerOptions().setHost(host).setPort(port).setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(options).requestHandler(router).listen().map(Management::new);
    }

    public int port() {
        return server.actualPort();
    }

    private static void answer(RoutingContext routing, boolean well) {
        routing.response()
                .setStatusCode(well ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject().put("status", well ? "up" : "down").toBuffer());
    }
}
