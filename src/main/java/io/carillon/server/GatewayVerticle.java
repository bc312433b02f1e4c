package io.carillon.server;

import io.carillon.config.Config;
import io.carillon.count.Handshake;
import io.carillon.count.NodeCounters;
import io.carillon.gateway.HandshakeTimer;
import io.carillon.gateway.ProxyProtocol;
import io.carillon.gateway.Refusal;
import io.carillon.message.ErrorCode;
import io.carillon.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the ways in: its HTTP server and router. */
final class GatewayVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

    private static final int BACKLOG = 4096;

    private final Config config;
    private final NodeCounters counters;
    private final Optional<TlsFiles> tls;
    private final Consumer<Router> first;
    private @Nullable HttpServer server;
    private @Nullable HandshakeTimer timer;
    private @Nullable Router router;
    private Runnable forgetChanges = () -> {};

    /**
     * @param config what holds at the start
     * @param tls what the server proves itself with; empty where it speaks without TLS
     * @param first adds everything that is served from the start on
     */
    GatewayVerticle(Config config, NodeCounters counters, Optional<TlsFiles> tls, Consumer<Router> first) {
        this.counters = counters;
        this.config = config;
        this.tls = tls;
        this.first = first;
    }

    @Override
    public Future<?> start() {
        HandshakeTimer timing =
                new HandshakeTimer(vertx, config.limits().handshake().toMillis());
        timer = timing;
        router = router(timing, first);
        HttpServer listening = vertx.createHttpServer(options())
                .connectionHandler(timing::connected)
                .invalidRequestHandler(GatewayVerticle::refuseInvalid)
                .exceptionHandler(this::failed)
                .requestHandler(request -> Objects.requireNonNull(router).handle(request));
        server = listening;
        tls.ifPresent(files -> forgetChanges = files.onChange(() -> listening.updateSSLOptions(files.serverOptions())));
        return listening.listen();
    }

    /** A handshake of TLS has come to nothing: clients are whatever they are. */
    private void failed(Throwable cause) {
        tls.ifPresent(files -> files.counters().handshakes().increment());
        LOG.debug("a handshake failed cause={}", String.valueOf(cause));
    }

    @Override
    public Future<?> stop() {
        forgetChanges.run();
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** WebSockets are ours, not the HTTP server's: both of its kinds of compression, and HTTP/2, are off. */
    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.http().host())
                .setPort(config.http().port() == 0 ? -1 : config.http().port()) // one for all instances
                .setAcceptBacklog(BACKLOG)
                .setMaxHeaderSize(config.limits().header())
                .setMaxInitialLineLength(config.limits().header())
                .setHttp2ClearTextEnabled(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        tls.ifPresent(files -> secure(options, files.serverOptions()));
        return config.http().proxies().protocol() ? ProxyProtocol.expectedBy(options) : options;
    }

    /** With the engine of the JDK. HTTP/1.1 is all that is agreed on: WebSockets are not spoken over HTTP/2. */
    private void secure(HttpServerOptions options, ServerSSLOptions with) {
        options.setSsl(true)
                .setKeyCertOptions(with.getKeyCertOptions())
                .setEnabledSecureTransportProtocols(with.getEnabledSecureTransportProtocols())
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setSslEngineOptions(new JdkSSLEngineOptions())
                .setSslHandshakeTimeout(config.limits().handshake().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        with.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
    }

    /**
     * Makes a router that is not used yet.
     *
     * @param routes adds everything that is served
     * @return completes with what has it used, for requests that come then; to be called on the same event loop
     */
    Future<Consumer<Config>> prepare(Consumer<Router> routes) {
        return onLoop(() -> {
            HandshakeTimer timing = Objects.requireNonNull(timer);
            Router next = router(timing, routes);
            return now -> {
                router = next;
                timing.limit(now.limits().handshake().toMillis());
            };
        });
    }

    /** Does something on its event loop. */
    <T> Future<T> onLoop(Callable<T> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(nothing -> {
            try {
                done.complete(task.call());
            } catch (Exception e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private Router router(HandshakeTimer timing, Consumer<Router> routes) {
        Router router = Router.router(vertx);
        router.route().handler(timing::requested);
        routes.accept(router);
        router.errorHandler(404, this::notFound);
        router.errorHandler(405, routing -> refuse(routing, ErrorCode.BAD_REQUEST, "not with this method", 405));
        router.errorHandler(400, routing -> refuse(routing, ErrorCode.BAD_REQUEST, "not a request that can be read"));
        router.errorHandler(500, GatewayVerticle::failed);
        return router;
    }

    private void notFound(RoutingContext routing) {
        if (routing.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true)) {
            counters.nowhere().handshakes().add(Handshake.NO_ENDPOINT);
        }
        refuse(routing, ErrorCode.NOT_FOUND, "there is nothing at this path");
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
