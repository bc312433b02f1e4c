package io.carillon;

import io.carillon.auth.KeyRing;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Config;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.carillon.gateway.Hub;
import io.carillon.gateway.HubFiles;
import io.carillon.gateway.Transport;
import io.carillon.http.ApiContext;
import io.carillon.http.Entrance;
import io.carillon.http.HttpApi;
import io.carillon.ops.AsyncApi;
import io.carillon.ops.Development;
import io.carillon.ops.Health;
import io.carillon.ops.Management;
import io.carillon.ops.Metrics;
import io.carillon.schema.Schemas;
import io.carillon.server.Gateway;
import io.carillon.service.BusAddresses;
import io.carillon.service.Revoking;
import io.carillon.service.ServedNode;
import io.carillon.service.TcpBridge;
import io.carillon.uplink.Uplinks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: puts all parts together, and takes them apart again. Its methods may be called from any thread and do not
 * block, but {@link #start} reads files.
 */
public final class Carillon {

    private static final Logger LOG = LoggerFactory.getLogger(Carillon.class);

    private static final int KEY_BYTES = 32;

    /** What leaving the cluster may take once the connections are gone; half of the limit where that is less. */
    private static final Duration LEAVING = Duration.ofSeconds(5);

    /** How long joining the cluster may take without a word. */
    private static final Duration JOINING = Duration.ofSeconds(10);

    private final Config config;
    private final Vertx vertx;
    private final Hub hub;
    private final Gateway gateway;
    private final Management management;
    private final Doors doors;
    private final AtomicBoolean draining = new AtomicBoolean();

    private Carillon(Config config, Node node, Doors doors) {
        this.config = config;
        this.vertx = node.vertx;
        this.hub = node.hub;
        this.gateway = doors.gateway;
        this.management = doors.management;
        this.doors = doors;
    }

    /** The ways in. */
    private record Doors(
            Gateway gateway,
            Management management,
            BusAddresses bus,
            HttpApi api,
            Optional<TcpBridge> bridge,
            Uplinks uplinks) {

        Future<Void> closeBridge() {
            return bridge.map(TcpBridge::close).orElseGet(Future::succeededFuture); // after some seconds at most
        }
    }

    /** What is there before anybody listens. */
    private record Node(Vertx vertx, Hub hub, Transport transport) {

        Cluster cluster() {
            return hub.core().cluster();
        }
    }

    /** The product's version, as the build wrote it into the jar; {@code development} where there is no jar. */
    public static String version() {
        return Hub.version();
    }

    /**
     * Starts a node.
     *
     * @param dev whether to serve the demo page and to hand out tokens, with a key of this run where none can sign
     * @return completes when connections are accepted; fails, with nothing left behind, with a {@link
     *     io.carillon.config.ConfigException} where a key or file cannot be used, a {@link java.net.BindException} where
     *     a port is taken
     */
    public static Future<Carillon> start(Config config, boolean dev) {
        return start(config, dev, Cluster::streams);
    }

    /**
     * Starts a node with another store of streams.
     *
     * @param streams gives the store of a node of the cluster
     * @see #start(Config, boolean)
     */
    public static Future<Carillon> start(Config config, boolean dev, Function<Cluster, StreamStore> streams) {
        HubFiles files;
        Consumer<Router> routes = new AsyncApi();
        try {
            KeyRing keys = KeyRing.of(
                    dev ? withOwnKey(config.auth().jwt()) : config.auth().jwt());
            files = new HubFiles(keys, Schemas.of(config));
            if (dev) {
                routes = routes.andThen(new Development(
                        keys.signer(),
                        Clock.systemUTC(),
                        isLoopback(config.http().host())));
            }
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        Consumer<Router> more = routes;
        Promise<Carillon> started = Promise.promise();
        join(config, files, dev, streams)
                .onFailure(started::fail)
                .onSuccess(
                        node -> orClose(node.vertx, serve(config, node, more)).onComplete(started));
        return started.future();
    }

    /** Closes Vert.x where the future fails. What comes after that has no event loop to be told on. */
    private static <T> Future<T> orClose(Vertx vertx, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onSuccess(promise::complete).onFailure(cause -> vertx.close().onComplete(closed -> promise.fail(cause)));
        return promise.future();
    }

    private static Future<Node> join(
            Config config, HubFiles files, boolean dev, Function<Cluster, StreamStore> streams) {
        int eventLoops = Runtime.getRuntime().availableProcessors();
        Transport transport = Transport.choose(config.http().transport());
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setPreferNativeTransport(transport.isNative())
                // The demo page's files are unpacked into a temporary folder; nothing else needs one.
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(dev)
                        .setFileCachingEnabled(dev));
        Promise<Node> joined = Promise.promise();
        ClusteredVertx.start(options, config.cluster())
                .onFailure(joined::fail)
                .onSuccess(vertx -> orClose(vertx, Hub.start(vertx, config, files, streams))
                        .map(hub -> new Node(vertx, hub, transport))
                        .onComplete(joined));
        tellWhileJoining(joined.future());
        return joined.future();
    }

    /** A member that stands still lets nobody in until the others have given it up: whoever starts is to know. */
    private static void tellWhileJoining(Future<?> joined) {
        CompletableFuture.delayedExecutor(JOINING.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!joined.isComplete()) {
                        LOG.warn("still joining the cluster: perhaps a member does not answer, which the others give up"
                                + " after hazelcast.max.no.heartbeat.seconds");
                        tellWhileJoining(joined);
                    }
                });
    }

    private static Future<Carillon> serve(Config config, Node node, Consumer<Router> routes) {
        Hub hub = node.hub;
        int eventLoops = Runtime.getRuntime().availableProcessors();
        ServedNode served = new ServedNode(
                hub.core(), version(), hub::isDraining, config.limits().connection(), hub.clock());
        Revoking revoking = new Revoking(hub.revoker(), config.auth(), hub.clock());
        HttpApi api = HttpApi.of(
                node.vertx,
                new ApiContext(
                        config.api(),
                        served,
                        revoking,
                        hub.tokens(),
                        config.limits().connection().queue(),
                        config.auth().jwt().leeway().toMillis()));
        Metrics metrics = new Metrics(hub.core(), version(), node.transport.toString(), hub::isDraining);
        metrics.watch(hub::size);
        metrics.watch(hub.sessions());
        return Management.start(
                        node.vertx,
                        config.management().host(),
                        config.management().port(),
                        new Health(hub::isReady, node.cluster()::isSafe, node.cluster()::nodes),
                        metrics)
                .compose(management -> Gateway.start(node.vertx, hub, eventLoops, router -> {
                            api.accept(router, node.vertx, entrance(hub));
                            routes.accept(router);
                        })
                        .compose(gateway -> BusAddresses.serve(node.vertx, served, revoking)
                                .compose(bus -> TcpBridge.start(node.vertx, served, revoking, hub.tokens(), config)
                                        .map(bridge -> new Doors(
                                                gateway,
                                                management,
                                                bus,
                                                api,
                                                bridge,
                                                Uplinks.start(node.vertx, hub.core(), config, hub.clock()))))))
                .map(doors -> new Carillon(config, node, doors))
                .onSuccess(carillon -> carillon.doors.uplinks.counters().forEach(metrics::watch))
                .onSuccess(carillon -> LOG.info(
                        "started version={} node={} nodes={} eventLoops={} transport={}",
                        version(),
                        node.cluster().node(),
                        node.cluster().nodes(),
                        eventLoops,
                        node.transport));
    }

    private static Entrance entrance(Hub hub) {
        return new Entrance() {
            @Override
            public boolean isInTime(String address) {
                return hub.admission().handshake(address);
            }

            @Override
            public boolean enter() {
                return hub.admission().enter();
            }

            @Override
            public void leave() {
                hub.admission().leave();
            }
        };
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private static JwtConfig withOwnKey(JwtConfig jwt) {
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        List<KeyConfig> keys = new ArrayList<>(jwt.keys());
        keys.add(new KeyConfig(
                "--dev",
                "the key of this run",
                "HS256",
                Optional.of("dev"),
                Optional.of(new KeyConfig.Secret(secret)),
                Optional.empty()));
        return new JwtConfig(keys, jwt.jwks(), jwt.issuer(), jwt.audience(), jwt.leeway(), jwt.requireExp());
    }

    /** The one line that says that the node accepts connections, and where. */
    public String readyLine() {
        return "carillon ready " + url(config.http().host(), port()) + " node=" + node() + " management="
                + url(config.management().host(), management.port());
    }

    private static String url(String host, int port) {
        return "http://" + (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }

    /** The port that clients connect to. */
    public int port() {
        return gateway.port();
    }

    /** The node's hub, for an application that runs in the same process. */
    public Hub hub() {
        return hub;
    }

    /** The port of health. */
    public int managementPort() {
        return management.port();
    }

    /** The port of the TCP bridge; empty where there is none. */
    public OptionalInt bridgePort() {
        return doors.bridge.map(bridge -> OptionalInt.of(bridge.port())).orElseGet(OptionalInt::empty);
    }

    /** The node's id in the cluster. */
    public String node() {
        return hub.core().cluster().node();
    }

    /**
     * Stops the node gently: it turns unready, lets nobody in, says goodbye to its connections over the configured time,
     * and leaves the cluster.
     *
     * @return completes when nothing is left; what takes longer than the configured limit is cut off
     */
    public Future<Void> drain() {
        if (!draining.compareAndSet(false, true)) {
            return Future.failedFuture("the node is stopping already");
        }
        LOG.info("draining connections={}", hub.size());
        long all = config.drain().limit().toMillis();
        long limit = all - Math.min(LEAVING.toMillis(), all / 2);
        Promise<Void> left = Promise.promise();
        Duration over = Duration.ofMillis(Math.min(config.drain().over().toMillis(), limit));
        doors.api.drain(over.toMillis());
        hub.drain(over)
                .timeout(Math.max(1, limit), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(doors.uplinks::close)
                .eventually(doors::closeBridge)
                .eventually(doors.bus::close)
                .eventually(hub::leave)
                .onComplete(closed -> vertx.close().onComplete(left));
        return left.future();
    }
}
