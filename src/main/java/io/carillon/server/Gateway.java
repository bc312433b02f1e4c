package io.carillon.server;

import io.carillon.config.Config;
import io.carillon.config.EndpointConfig;
import io.carillon.config.HttpConfig;
import io.carillon.count.Handshake;
import io.carillon.gateway.Endpoint;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Proxies;
import io.carillon.gateway.Refusal;
import io.carillon.gateway.Renewal;
import io.carillon.message.ErrorCode;
import io.carillon.protocol.MessageProtocol;
import io.carillon.tls.PlainCheck;
import io.carillon.tls.TlsFiles;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The ways in of a node for clients: as many verticles with an HTTP server as there are event loops, on one port. */
public final class Gateway {

    private final MessageProtocol protocol;
    private final Handler<RoutingContext> first;
    private final List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
    private volatile Map<String, Endpoint> known; // those that have gone included, which may come back

    private Gateway(Hub hub) {
        this.protocol = MessageProtocol.on(hub);
        PlainCheck plain = plain(hub.config().http());
        this.first = routing -> checkPlain(plain, hub, routing);
        this.known = endpoints(hub.config(), Map.of());
    }

    /**
     * Starts to listen.
     *
     * @param eventLoops how many verticles
     * @param tls what the server proves itself with; empty where it speaks without TLS
     * @param moreRoutes adds what else is served on the same port; called once for each event loop
     * @return completes when connections are accepted; fails with {@link java.net.BindException} where the port is taken
     */
    public static Future<Gateway> start(
            Vertx vertx, Hub hub, int eventLoops, Optional<TlsFiles> tls, Consumer<Router> moreRoutes) {
        Gateway gateway = new Gateway(hub);
        Consumer<Router> routes = gateway.mounting(hub.config(), gateway.known).andThen(moreRoutes);
        return vertx.deployVerticle(
                        () -> {
                            GatewayVerticle verticle = new GatewayVerticle(hub.config(), hub.counters(), tls, routes);
                            gateway.verticles.add(verticle);
                            return verticle;
                        },
                        new DeploymentOptions().setInstances(eventLoops))
                .map(gateway);
    }

    /** What is refused because it came without TLS; trusted proxies are believed how their clients came. */
    public static PlainCheck plain(HttpConfig config) {
        Proxies proxies = new Proxies(config.proxies());
        return new PlainCheck(config, request -> proxies.caller(request).isSecure());
    }

    /** The host, and perhaps port, that a client has asked for: as a trusted proxy says, or else as the request does. */
    public static Function<HttpServerRequest, Optional<String>> host(HttpConfig config) {
        Proxies proxies = new Proxies(config.proxies());
        return request -> Optional.ofNullable(proxies.caller(request).host())
                .or(() -> Optional.ofNullable(request.getHeader("Host")));
    }

    /** Before all else: whoever sends a token is to hear that it should not have gone this way. */
    private static void checkPlain(PlainCheck plain, Hub hub, RoutingContext routing) {
        if (plain.mayPass(routing.request())) {
            routing.next();
        } else {
            hub.counters().nowhere().handshakes().add(Handshake.PLAIN);
            Refusal.of(ErrorCode.FORBIDDEN, PlainCheck.REASON).send(routing);
        }
    }

    /**
     * Has clients come in by another configuration: makes everything, and then switches. Connections stay. One at a time.
     *
     * @param moreRoutes as at the start
     * @param ready gets the rest ready, when the ways in are; what it completes with has that hold, too
     * @return completes when all event loops go by it; where it fails nothing has changed
     */
    public Future<Void> reload(Config next, Consumer<Router> moreRoutes, Supplier<Future<Renewal>> ready) {
        Map<String, Endpoint> made = endpoints(next, known);
        Consumer<Router> routes = mounting(next, made).andThen(moreRoutes);
        List<Future<Consumer<Config>>> switches =
                verticles.stream().map(verticle -> verticle.prepare(routes)).toList();
        return Future.all(switches).compose(all -> ready.get()).compose(renewal -> {
            Future<Void> taken = renewal.take(made.values());
            Map<String, Endpoint> all = new LinkedHashMap<>(known);
            all.putAll(made);
            known = all;
            return turn(next, switches).compose(turned -> taken);
        });
    }

    private Future<Void> turn(Config next, List<Future<Consumer<Config>>> switches) {
        List<Future<Boolean>> turned = new ArrayList<>();
        for (int i = 0; i < switches.size(); i++) {
            Consumer<Config> turn = switches.get(i).result();
            turned.add(verticles.get(i).onLoop(() -> {
                turn.accept(next);
                return true;
            }));
        }
        return Future.all(turned).mapEmpty();
    }

    /** @param before those whose places they take, by their names: who came in there, and is still there, counts */
    private Map<String, Endpoint> endpoints(Config config, Map<String, Endpoint> before) {
        Map<String, Endpoint> made = new LinkedHashMap<>();
        config.endpoints().forEach((name, endpoint) -> {
            Endpoint one = protocol.endpoint(endpoint);
            Endpoint other = before.get(name);
            made.put(name, other == null ? one : one.insteadOf(other));
        });
        return made;
    }

    /** Those without parameters in their path first, so that these do not hide them. */
    private Consumer<Router> mounting(Config config, Map<String, Endpoint> made) {
        return config.endpoints().values().stream()
                .sorted(Comparator.comparingLong(Gateway::parameters))
                .<Consumer<Router>>map(endpoint -> router -> Objects.requireNonNull(made.get(endpoint.name()))
                        .mount(router.route(endpoint.path()).handler(first)))
                .reduce(router -> {}, Consumer::andThen);
    }

    private static long parameters(EndpointConfig endpoint) {
        return endpoint.path().chars().filter(c -> c == ':').count();
    }

    /** The port that connections are accepted on. */
    public int port() {
        return verticles.get(0).port();
    }
}
