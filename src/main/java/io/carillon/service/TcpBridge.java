package io.carillon.service;

import io.carillon.auth.Revocation;
import io.carillon.auth.TokenVerifier;
import io.carillon.cluster.BusContext;
import io.carillon.config.BridgeConfig;
import io.carillon.config.Config;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for services that are not on the JVM: Vert.x's TCP event bus bridge, with a token. It speaks the frames of that
 * bridge and gives access to no event bus: what a service sends to {@code carillon.publish} and its like is done here, and it
 * may listen to what is meant for services. All connections live on one event loop.
 */
public final class TcpBridge implements BridgeConnection.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(TcpBridge.class);

    private static final int MOST_STRANGERS = 100;

    /** A service that has vanished is noticed by what is sent to it. Needs the native transport. */
    private static final int UNACKNOWLEDGED_MILLIS = 20_000;

    private final BridgeTerms terms;
    private final BridgeConfig config;
    private final Context context;
    private final Set<BridgeConnection> services = new HashSet<>();
    private final Set<BridgeConnection> strangers = new LinkedHashSet<>();
    private @Nullable NetServer server;
    private Runnable forget = () -> {};

    private TcpBridge(BridgeTerms terms, BridgeConfig config, Context context) {
        this.terms = terms;
        this.config = config;
        this.context = context;
    }

    /**
     * Begins to listen, where that is configured.
     *
     * @return completes when services can connect, with nothing where there is no bridge; fails with {@link
     *     java.net.BindException} where the port is taken
     */
    public static Future<Optional<TcpBridge>> start(
            Vertx vertx, ServedNode node, Revoking revoking, TokenVerifier tokens, Supplier<Config> now) {
        Config config = now.get();
        if (config.bridge().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        ServiceTable services = new ServiceTable(new Operations(vertx, node, "bridge"), revoking);
        BridgeTerms terms = new BridgeTerms(vertx, services, tokens, now);
        Context context = BusContext.of((VertxInternal) vertx);
        TcpBridge bridge = new TcpBridge(terms, config.bridge().get(), context);
        Promise<Optional<TcpBridge>> started = Promise.promise();
        context.runOnContext(nothing -> bridge.listen().map(Optional.of(bridge)).onComplete(started));
        return started.future();
    }

    private Future<NetServer> listen() {
        forget = terms.tokens().revocations().onRevoked(this::revoked);
        server = terms.vertx()
                .createNetServer(new NetServerOptions()
                        .setHost(config.host())
                        .setPort(config.port())
                        .setTcpKeepAlive(true)
                        .setTcpUserTimeout(UNACKNOWLEDGED_MILLIS))
                .connectHandler(this::connected)
                .exceptionHandler(e -> LOG.debug("a service could not connect to the bridge", e));
        return server.listen()
                .onFailure(cause -> forget.run())
                .onSuccess(listening -> LOG.info("the bridge listens host={} port={}", config.host(), port()));
    }

    /** Whoever has not shown a token yet does not take the place of one who has; of many, the one that waits longest goes. */
    private void connected(NetSocket socket) {
        strangers.add(new BridgeConnection(terms, socket, this).open());
        if (strangers.size() > MOST_STRANGERS) {
            BridgeConnection oldest = strangers.iterator().next();
            strangers.remove(oldest);
            oldest.end("too_many_connections");
        }
    }

    @Override
    public boolean admit(BridgeConnection connection) {
        if (services.size() >= config.connections()) {
            LOG.warn("the bridge is full connections={}", services.size());
            return false;
        }
        strangers.remove(connection);
        services.add(connection);
        return true;
    }

    @Override
    public void closed(BridgeConnection connection) {
        strangers.remove(connection);
        services.remove(connection);
    }

    /** Any thread. */
    private Future<Integer> revoked(Revocation revocation) {
        Promise<Integer> affected = Promise.promise();
        context.runOnContext(nothing -> affected.complete((int) List.copyOf(services).stream()
                .filter(connection -> connection.revoked(revocation))
                .count()));
        return affected.future();
    }

    /** The port that services connect to. */
    public int port() {
        NetServer listening = server;
        return listening == null ? config.port() : listening.actualPort();
    }

    /** Takes nothing more in, answers what was asked, and closes. Any thread. */
    public Future<Void> close() {
        forget.run();
        NetServer listening = server;
        Promise<Void> closed = Promise.promise();
        context.runOnContext(nothing -> finishAll()
                .eventually(() -> listening == null ? Future.succeededFuture() : listening.close())
                .onComplete(closed));
        return closed.future();
    }

    private Future<Void> finishAll() {
        List<BridgeConnection> all = new ArrayList<>(services);
        all.addAll(strangers);
        return Future.join(all.stream().map(BridgeConnection::finish).toList()).mapEmpty();
    }
}
