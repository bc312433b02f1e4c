package io.carillon.gateway;

import io.carillon.auth.TokenVerifier;
import io.carillon.config.Config;
import io.carillon.config.EndpointConfig;
import io.carillon.hub.Hub;
import io.carillon.hub.Sessions;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** The sockets of a node: as many gateway verticles as there are event loops, each of which owns its connections. */
public final class Gateway {

    /** How often it is looked whether the last connection has gone, in ms. */
    private static final long LOOK = 50;

    private final Vertx vertx;
    private final GatewayContext context;
    private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();

    private Gateway(Vertx vertx, GatewayContext context) {
        this.vertx = vertx;
        this.context = context;
    }

    /**
     * Starts to listen.
     *
     * @param hub started
     * @param eventLoops how many verticles
     * @param version the product's version, for ServerInfo
     * @param transport the one that Vert.x was started with
     * @param moreRoutes adds what else is served on the same port; called once for each event loop, on it, with this gateway
     * @return completes when connections are accepted; fails with {@link java.net.BindException} where the port is taken
     */
    public static Future<Gateway> start(
            Vertx vertx,
            Config config,
            Hub hub,
            TokenVerifier tokens,
            int eventLoops,
            String version,
            Transport transport,
            BiConsumer<Router, Gateway> moreRoutes) {
        Admission admission = Admission.ofNode(config.limits().admission(), System::nanoTime);
        List<Endpoint> endpoints = config.endpoints().values().stream()
                .sorted(Comparator.comparingLong(Gateway::parameters))
                .map(endpoint -> Endpoint.of(endpoint, admission))
                .toList();
        Sessions sessions = new Sessions(vertx, hub, config.limits().sessions());
        GatewayContext context = new GatewayContext(
                config, hub, sessions, admission, endpoints, tokens, Clock.systemUTC(), version, transport);
        Gateway gateway = new Gateway(vertx, context);
        int port = config.http().port() == 0 ? -1 : config.http().port();
        return vertx.deployVerticle(
                        () -> {
                            GatewayVerticle verticle =
                                    new GatewayVerticle(context, port, router -> moreRoutes.accept(router, gateway));
                            gateway.verticles.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(eventLoops))
                .map(gateway);
    }

    private static long parameters(EndpointConfig endpoint) {
        return endpoint.path().chars().filter(c -> c == ':').count();
    }

    /** The port that connections are accepted on. */
    public int port() {
        return verticles.get(0).port();
    }

    /** The users' sessions, as far as they are limited. */
    public Sessions sessions() {
        return context.sessions();
    }

    /**
     * Counts one who wants to be connected, though not to an endpoint; false where there were more than the allowed number in
     * a second. Any thread.
     */
    public boolean isInTime(String address) {
        return context.admission().handshake(address);
    }

    /** Takes the place of a connection; false where none is left. Whoever got one gives it back with {@link #leave}. */
    public boolean enter() {
        return context.admission().enter();
    }

    public void leave() {
        context.admission().leave();
    }

    /** How many connections are open. */
    public int connections() {
        return context.admission().connections();
    }

    /**
     * Lets nobody in any more, tells every connection when it will be closed and closes it then.
     *
     * @param millis over what time the connections are closed
     * @return completes when the last connection is gone, what it was still sent included
     */
    public Future<Void> drain(long millis) {
        context.admission().drain();
        verticles.forEach(GatewayVerticle::serverChanged);
        for (int i = 0; i < verticles.size(); i++) {
            verticles.get(i).drain(millis, (double) i / verticles.size());
        }
        Promise<Void> empty = Promise.promise();
        awaitEmpty(empty);
        return empty.future();
    }

    private void awaitEmpty(Promise<Void> empty) {
        if (connections() <= 0) {
            empty.complete();
        } else {
            vertx.setTimer(LOOK, timer -> awaitEmpty(empty));
        }
    }
}
