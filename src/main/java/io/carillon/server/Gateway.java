package io.carillon.server;

import io.carillon.config.EndpointConfig;
import io.carillon.gateway.Endpoint;
import io.carillon.gateway.Hub;
import io.carillon.protocol.MessageProtocol;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The ways in of a node for clients: as many verticles with an HTTP server as there are event loops, on one port. */
public final class Gateway {

    private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();

    private Gateway() {}

    /**
     * Starts to listen.
     *
     * @param eventLoops how many verticles
     * @param moreRoutes adds what else is served on the same port; called once for each event loop
     * @return completes when connections are accepted; fails with {@link java.net.BindException} where the port is taken
     */
    public static Future<Gateway> start(Vertx vertx, Hub hub, int eventLoops, Consumer<Router> moreRoutes) {
        Gateway gateway = new Gateway();
        Consumer<Router> routes = endpoints(hub).andThen(moreRoutes);
        return vertx.deployVerticle(
                        () -> {
                            GatewayVerticle verticle = new GatewayVerticle(hub.config(), routes);
                            gateway.verticles.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(eventLoops))
                .map(gateway);
    }

    /** Those without parameters in their path first, so that these do not hide them. */
    private static Consumer<Router> endpoints(Hub hub) {
        MessageProtocol protocol = MessageProtocol.on(hub);
        return hub.config().endpoints().values().stream()
                .sorted(Comparator.comparingLong(Gateway::parameters))
                .map(config -> mounting(protocol, config))
                .reduce(router -> {}, Consumer::andThen);
    }

    private static Consumer<Router> mounting(MessageProtocol protocol, EndpointConfig config) {
        Endpoint endpoint = protocol.endpoint(config);
        return router -> endpoint.mount(router, config.path());
    }

    private static long parameters(EndpointConfig endpoint) {
        return endpoint.path().chars().filter(c -> c == ':').count();
    }

    /** The port that connections are accepted on. */
    public int port() {
        return verticles.get(0).port();
    }
}
