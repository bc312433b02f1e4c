package io.carillon.gateway;

import io.carillon.auth.Revocation;
import io.carillon.message.ErrorCode;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the gateway: its HTTP server, the router that guards the upgrade, its connections. */
final class GatewayVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

    private static final int BACKLOG = 4096;

    private final GatewayContext gateway;
    private final int port;
    private final Consumer<Router> moreRoutes;
    private @Nullable HttpServer server;
    private @Nullable Lane lane;
    private Runnable forget = () -> {};
    private Runnable forgetRevocations = () -> {};

    /**
     * @param port as Vert.x takes it: negative for a free one that all instances share
     */
    GatewayVerticle(GatewayContext gateway, int port, Consumer<Router> moreRoutes) {
        this.gateway = gateway;
        this.port = port;
        this.moreRoutes = moreRoutes;
    }

    @Override
    public Future<?> start() {
        Lane started = new Lane((ContextInternal) context, ByteBufAllocator.DEFAULT, gateway.transport());
        lane = started;
        vertx.setPeriodic(Lane.TICK, tick -> started.wheel().advance());
        forget = gateway.hub().cluster().onChange(this::serverChanged);
        forgetRevocations = gateway.tokens().revocations().onRevoked(revocation -> revoked(started, revocation));
        HandshakeTimer timer = new HandshakeTimer(
                started.wheel(), gateway.config().limits().handshake().toMillis());
        HttpServer listening = vertx.createHttpServer(options())
                .connectionHandler(timer::connected)
                .invalidRequestHandler(GatewayVerticle::refuseInvalid)
                .requestHandler(router(started, timer));
        server = listening;
        return listening.listen().onFailure(cause -> started.close()); // what did not start is not stopped either
    }

    @Override
    public Future<?> stop() {
        forget.run();
        forgetRevocations.run();
        Lane started = lane;
        Future<?> closed = server == null ? Future.succeededFuture() : server.close();
        return started == null ? closed : closed.onComplete(done -> started.close());
    }

    /** Any thread. */
    private static Future<Integer> revoked(Lane lane, Revocation revocation) {
        Promise<Integer> affected = Promise.promise();
        lane.execute(() -> affected.complete(Eviction.of(revocation, lane)));
        return affected.future();
    }

    /** WebSockets are ours, not the HTTP server's: both of its kinds of compression, and HTTP/2, are off. */
    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(gateway.config().http().host())
                .setPort(port)
                .setAcceptBacklog(BACKLOG)
                .setMaxHeaderSize(gateway.config().limits().header())
                .setMaxInitialLineLength(gateway.config().limits().header())
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    private Router router(Lane started, HandshakeTimer timer) {
        Router router = Router.router(vertx);
        router.route().handler(timer::requested);
        for (Endpoint endpoint : gateway.endpoints()) {
            router.route(endpoint.config().path())
                    .handler(new HandshakeCheck())
                    .handler(new AdmissionCheck(endpoint.admission()))
                    .handler(new OriginCheck(endpoint.config().origins()))
                    .handler(new JwtHandler(gateway.tokens(), endpoint.config()))
                    .handler(new Upgrade(gateway, endpoint, started, timer));
        }
        moreRoutes.accept(router);
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
        HttpServer listening = server;
        return listening == null ? port : listening.actualPort();
    }

    /** Tells the members of {@code $server} on this event loop how the server is now. Any thread. */
    void serverChanged() {
        Lane started = lane;
        if (started != null) {
            started.execute(() -> List.copyOf(started.serverRoom()).forEach(Session::sendServerInfo));
        }
    }

    /**
     * Says goodbye to all connections of this event loop, evenly over the time. Any thread.
     *
     * @param phase the part of a step, below 1, by which this event loop is behind, so that they do not go in step
     */
    void drain(long millis, double phase) {
        Lane started = lane;
        if (started != null) {
            started.execute(() -> drain(started, millis, phase));
        }
    }

    private static void drain(Lane lane, long millis, double phase) {
        List<Session> sessions = new ArrayList<>(lane.sessions());
        Collections.shuffle(sessions);
        for (int i = 0; i < sessions.size(); i++) {
            sessions.get(i).drain((long) (millis * (i + phase) / sessions.size()));
        }
    }
}
