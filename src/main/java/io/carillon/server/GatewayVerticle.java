package io.carillon.server;

import io.carillon.config.Config;
import io.carillon.gateway.HandshakeTimer;
import io.carillon.gateway.Refusal;
import io.carillon.message.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the ways in: its HTTP server and router. */
final class GatewayVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

    private static final int BACKLOG = 4096;

    private final Config config;
    private final Consumer<Router> routes;
    private @Nullable HttpServer server;

    /** @param routes adds everything that is served */
    GatewayVerticle(Config config, Consumer<Router> routes) {
        this.config = config;
        this.routes = routes;
    }

    @Override
    public Future<?> start() {
        HandshakeTimer timer =
                new HandshakeTimer(vertx, config.limits().handshake().toMillis());
        HttpServer listening = vertx.createHttpServer(options())
                .connectionHandler(timer::connected)
                .invalidRequestHandler(GatewayVerticle::refuseInvalid)
                .requestHandler(router(timer));
        server = listening;
        return listening.listen();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** WebSockets are ours, not the HTTP server's: both of its kinds of compression, and HTTP/2, are off. */
    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(config.http().host())
                .setPort(config.http().port() == 0 ? -1 : config.http().port()) // one for all instances
                .setAcceptBacklog(BACKLOG)
                .setMaxHeaderSize(config.limits().header())
                .setMaxInitialLineLength(config.limits().header())
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    private Router router(HandshakeTimer timer) {
        Router router = Router.router(vertx);
        router.route().handler(timer::requested);
        routes.accept(router);
        router.errorHandler(404, routing -> refuse(routing, ErrorCode.NOT_FOUND, "there is nothing at this path"));
        router.errorHandler(405, routing -> refuse(routing, ErrorCode.BAD_REQUEST, "not with this method", 405));
        router.errorHandler(400, routing -> refuse(routing, ErrorCode.BAD_REQUEST, "not a request that can be read"));
        router.errorHandler(500, GatewayVerticle::failed);
        return router;
    }

    /** The path is not logged: there may be a token in its query. */
    private static void failed(RoutingContext routing) {
        LOG.error("a request failed", routing.failure());
        refuse(routing, ErrorCode.INTERNAL, "the server could not do this");
    }

    private static void refuse(RoutingContext routing, ErrorCode code, String reason) {
        refuse(routing, code, reason, code.status());
    }

    private static void refuse(RoutingContext routing, ErrorCode code, String reason, int status) {
        Refusal.of(code, reason).status(status).send(routing.response());
    }

    /** What the HTTP decoder could not read: too long a line or header, or nonsense. */
    private static void refuseInvalid(HttpServerRequest request) {
        Refusal.of(ErrorCode.BAD_REQUEST, "not HTTP, or a header that is too long")
                .header("Connection", "close")
                .send(request.response());
        request.connection().close();
    }

    int port() {
        return server == null ? config.http().port() : server.actualPort();
    }
}
