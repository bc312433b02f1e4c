package io.carillon;

import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.cluster.StreamStore;
import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.DrainConfig;
import io.carillon.config.JwtConfig;
import io.carillon.config.ProxyConfig;
import io.carillon.gateway.Hub;
import io.carillon.gateway.HubFiles;
import io.carillon.gateway.ProxyProtocol;
import io.carillon.gateway.Transport;
import io.carillon.http.ApiContext;
import io.carillon.http.HttpApi;
import io.carillon.ops.Health;
import io.carillon.ops.Management;
import io.carillon.ops.Metrics;
import io.carillon.ops.Readiness;
import io.carillon.ops.ReloadCounters;
import io.carillon.server.Gateway;
import io.carillon.service.BusAddresses;
import io.carillon.service.Revoking;
import io.carillon.service.ServedNode;
import io.carillon.service.TcpBridge;
import io.carillon.tls.Tls;
import io.carillon.uplink.Uplinks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
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

    /** What leaving the cluster may take once the connections are gone; half of the limit where that is less. */
    private static final Duration LEAVING = Duration.ofSeconds(5);

    /** How long joining the cluster may take without a word. */
    private static final Duration JOINING = Duration.ofSeconds(10);

    private final Config config;
    private final Node node;
    private final Vertx vertx;
    private final Hub hub;
    private final Gateway gateway;
    private final Management management;
    private final Doors doors;
    private final Changeover changes;

    private Carillon(Config config, Node node, Doors doors) {
        this.config = config;
        this.vertx = node.vertx;
        this.hub = node.hub;
        this.gateway = doors.gateway;
        this.management = doors.management;
        this.doors = doors;
        this.node = node;
        this.changes = new Changeover(config, node, doors);
    }

    /** The ways in. */
    record Doors(
            Gateway gateway,
            Management management,
            BusAddresses bus,
            HttpApi api,
            Optional<TcpBridge> bridge,
            Uplinks uplinks,
            Metrics metrics) {

        Future<Void> closeBridge() {
            return bridge.map(TcpBridge::close).orElseGet(Future::succeededFuture); // after some seconds at most
        }
    }

    /**
     * What is there before anybody listens.
     *
     * @param draining whether it is about to stop
     */
    record Node(Vertx vertx, Hub hub, Transport transport, Tls tls, Extras extras, AtomicBoolean draining) {

        /** Whether it is about to stop, or waits before that. */
        boolean isStopping() {
            return draining.get() || hub.isDraining();
        }

        /** What keeps it from wanting connections, of its own. */
        Optional<String> obstacle() {
            if (isStopping()) {
                return Optional.of("the node is draining");
            }
            if (!cluster().isInContact()) {
                return Optional.of("no other node answers on the event bus (cluster.tls); the log says why");
            }
            return hub.isReady()
                    ? Optional.empty()
                    : Optional.of("keys or schemas that are elsewhere were not had yet");
        }

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
     * @param dev whether to hand out tokens, and to serve the demo page where there are no others, with a key of this run where none can sign
     * @return completes when connections are accepted; fails, with nothing left behind, with a {@link
     *     ConfigException} where a key or file cannot be used, a {@link java.net.BindException} where
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
        Extras extras;
        HubFiles files;
        Tls tls;
        Consumer<Router> more;
        try {
            extras = Extras.of(config, dev);
            files = files(config, extras.jwt(config));
            tls = Tls.of(config);
            more = extras.routes(config, files.keys());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
        Promise<Carillon> started = Promise.promise();
        join(config, files, tls, extras, streams)
                .onFailure(started::fail)
                .onSuccess(
                        node -> orClose(node.vertx, serve(config, node, more)).onComplete(started));
        return started.future();
    }

    /** Tells of certificates, too, where keys or schemas cannot be used. */
    private static HubFiles files(Config config, JwtConfig jwt) {
        try {
            return HubFiles.of(config, jwt);
        } catch (ConfigException e) {
            throw e.and(() -> Tls.of(config));
        }
    }

    /** Closes Vert.x where the future fails. What comes after that has no event loop to be told on. */
    private static <T> Future<T> orClose(Vertx vertx, Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onSuccess(promise::complete).onFailure(cause -> vertx.close().onComplete(closed -> promise.fail(cause)));
        return promise.future();
    }

    private static Future<Node> join(
            Config config, HubFiles files, Tls tls, Extras extras, Function<Cluster, StreamStore> streams) {
        int eventLoops = Runtime.getRuntime().availableProcessors();
        Transport transport = Transport.choose(config.http().transport());
        Unprotected.tell(config);
        boolean demo = extras.isDev() && config.http().pages().isEmpty();
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setPreferNativeTransport(transport.isNative())
                // The demo page's files are unpacked into a temporary folder; nothing else needs one.
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(demo)
                        .setFileCachingEnabled(demo));
        Promise<Node> joined = Promise.promise();
        Optional<io.vertx.core.transport.Transport> proxied = Optional.of(
                        config.http().proxies())
                .filter(ProxyConfig::protocol)
                .map(proxies -> ProxyProtocol.transport(transport.isNative(), proxies));
        ClusteredVertx.start(options, proxied, config.cluster(), tls.bus())
                .onFailure(joined::fail)
                .onSuccess(vertx -> orClose(vertx, Hub.start(vertx, config, files, streams))
                        .map(hub -> new Node(vertx, hub, transport, tls, extras, new AtomicBoolean()))
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
                hub.core(),
                version(),
                hub::isDraining,
                () -> hub.config().limits().connection(),
                hub.clock());
        Revoking revoking = new Revoking(hub.revoker(), () -> hub.config().auth(), hub.clock());
        Readiness readiness = new Readiness(node.vertx, node::obstacle, node.cluster()::isSafe);
        HttpApi api = HttpApi.of(
                node.vertx,
                new ApiContext(
                        hub::config,
                        served,
                        revoking,
                        hub.tokens(),
                        Gateway.plain(config.http()),
                        Gateway.host(config.http()),
                        Instruments.overview(node, readiness)));
        Metrics metrics = Instruments.metrics(node, readiness, api);
        return Management.start(
                        node.vertx,
                        config.management().host(),
                        config.management().port(),
                        new Health(
                                readiness,
                                node.cluster()::isSafe,
                                node.cluster()::nodes,
                                hub.counters().beats()),
                        metrics)
                .compose(management -> Gateway.start(
                                node.vertx,
                                hub,
                                eventLoops,
                                node.tls.http(),
                                Changeover.routes(api, hub, config, routes))
                        .compose(gateway -> BusAddresses.serve(node.vertx, served, revoking)
                                .compose(bus -> TcpBridge.start(node.vertx, served, revoking, hub.tokens(), hub::config)
                                        .map(bridge -> new Doors(
                                                gateway,
                                                management,
                                                bus,
                                                api,
                                                bridge,
                                                Uplinks.start(node.vertx, hub.core(), hub::config, hub.clock()),
                                                metrics)))))
                .map(doors -> new Carillon(config, node, doors))
                .compose(carillon -> readiness.begin().map(carillon))
                .onSuccess(carillon -> node.tls.watch(node.vertx))
                .onSuccess(carillon -> LOG.atInfo()
                        .addKeyValue("version", version())
                        .addKeyValue("node", node.cluster().node())
                        .addKeyValue("nodes", node.cluster().nodes())
                        .addKeyValue("eventLoops", eventLoops)
                        .addKeyValue("transport", node.transport)
                        .log("started"));
    }

    /**
     * Has another configuration hold, without a restart: all of it but the settings whose effect is {@link
     * io.carillon.config.Effect#RESTART}, which stay as they are. All or nothing; connections stay. One after the other.
     * Certificates are read again, too, each of them by itself.
     *
     * @return completes when every event loop goes by it; fails, and then nothing has changed, with a {@link
     *     ConfigException} where a key, a schema or an endpoint cannot be used
     */
    public Future<Void> reload(Config next) {
        return changes.to(next);
    }

    /** The one line that says that the node accepts connections, and where. */
    public String readyLine() {
        return "carillon ready "
                + url(config.http().tls().isPresent(), config.http().host(), port()) + " node=" + node()
                + " management=" + url(false, config.management().host(), management.port());
    }

    private static String url(boolean tls, String host, int port) {
        return (tls ? "https://" : "http://") + (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
    }

    /** The port that clients connect to. */
    public int port() {
        return gateway.port();
    }

    /** Whether it is about to stop, or waits before that. */
    boolean isStopping() {
        return node.isStopping();
    }

    /** How often the configuration was read again; who cannot even load it counts that, too. */
    ReloadCounters reloads() {
        return changes.counters();
    }

    /** The node's hub, for an application that runs in the same process. */
    public Hub hub() {
        return hub;
    }

    /** What the node proves itself with, whose files may be read again. */
    public Tls tls() {
        return node.tls;
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
     * Stops the node gently: it turns unready, and after a delay, where one is configured, lets nobody in, says goodbye to its connections over the configured time,
     * and leaves the cluster.
     *
     * @return completes when nothing is left; what takes longer than the configured limit is cut off
     */
    public Future<Void> drain() {
        if (!node.draining.compareAndSet(false, true)) {
            return Future.failedFuture("the node is stopping already");
        }
        LOG.atInfo()
                .addKeyValue("node", node())
                .addKeyValue("connections", hub.size())
                .log("draining");
        Promise<Void> left = Promise.promise();
        DrainConfig drain = hub.config().drain();
        long delay = drain.delay().toMillis();
        if (delay == 0) {
            stop(drain, left);
        } else {
            vertx.setTimer(delay, timer -> stop(drain, left));
        }
        return left.future();
    }

    private void stop(DrainConfig drain, Promise<Void> left) {
        long all = Math.max(1, drain.limit().minus(drain.delay()).toMillis());
        long limit = all - Math.min(LEAVING.toMillis(), all / 2);
        Duration over = Duration.ofMillis(Math.min(drain.over().toMillis(), limit));
        doors.api.drain(over.toMillis());
        hub.drain(over)
                .timeout(Math.max(1, limit), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(doors.uplinks::close)
                .eventually(doors::closeBridge)
                .eventually(doors.bus::close)
                .eventually(hub::leave)
                .onComplete(closed -> vertx.close().onComplete(left));
    }
}
