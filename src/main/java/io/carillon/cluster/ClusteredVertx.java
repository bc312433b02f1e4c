package io.carillon.cluster;

import com.hazelcast.config.Config;
import io.carillon.config.BusConfig;
import io.carillon.config.ClusterConfig;
import io.carillon.config.ConfigException;
import io.carillon.tls.Tls;
import io.carillon.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.transport.Transport;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.util.Optional;

/** Starts the Vert.x that Carillon runs on: always a clustered one, so that a single node takes the same path as many. */
public final class ClusteredVertx {

    /**
     * A peer whose event bus does not answer a ping is given up after twice this; Vert.x's default is 40 s in all. That
     * alone ends nothing: Vert.x closes the connection when all that was written to it has been sent, and to a peer that
     * is cut off nothing can be.
     */
    private static final long PING_MILLIS = 3_000;

    /**
     * So long the peer's system may leave what was sent to it without acknowledgement, or its window closed; then the
     * connection breaks, and the next message makes a new one. Otherwise a connection outlives a partition by up to two
     * minutes, until TCP sends again. Needs the native transport; without it, it is ignored.
     */
    private static final int UNACKNOWLEDGED_MILLIS = 6_000;

    private static final int CONNECT_MILLIS = 3_000;

    private ClusteredVertx() {}

    /**
     * Starts Hazelcast, joins the cluster and starts Vert.x in it. Blocks while the file is read, nothing else.
     *
     * @param base the options to start with; they are not changed
     * @param cluster how the nodes find each other, and how streams are kept; without a file the node is alone for good: a
     *     cluster of one
     * @return fails with a {@link ConfigException} where the file cannot be used
     */
    public static Future<Vertx> start(VertxOptions base, ClusterConfig cluster) {
        try {
            Tls tls = new Tls(Optional.empty(), cluster.tls().map(TlsFiles::of));
            return start(base, Optional.empty(), cluster, tls.bus()).onSuccess(tls::watch);
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * The same, for who looks after the certificates.
     *
     * @param transport in the place of Vert.x's own
     * @param bus what this node proves itself with to others, in place of what the configuration names; empty where it need
     *     not
     */
    public static Future<Vertx> start(
            VertxOptions base, Optional<Transport> transport, ClusterConfig cluster, Optional<TlsFiles> bus) {
        Config config;
        try {
            config = cluster.config().map(HazelcastSettings::of).orElseGet(HazelcastSettings::alone);
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        return start(
                reachedAt(base, cluster.bus()),
                transport,
                StreamSetup.into(config, cluster.copies(), cluster.quorum()),
                bus);
    }

    /**
     * Makes a Hazelcast configuration one with which a hub can be part of a cluster: adds the maps of streams, sessions and
     * members, and how they are copied and merged; and what Vert.x and Carillon's deadlines need where it does not say
     * otherwise. For applications that start their own Vert.x, with a {@link
     * io.vertx.spi.cluster.hazelcast.HazelcastClusterManager} of this configuration.
     *
     * @param config is changed
     * @param cluster how many copies, and of how many nodes a quorum consists; all nodes need the same
     * @return the same
     */
    public static Config prepare(Config config, ClusterConfig cluster) {
        return StreamSetup.into(HazelcastSettings.completed(config), cluster.copies(), cluster.quorum());
    }

    /** Whether a Vert.x is clustered by a Hazelcast that was started, or prepared, here. */
    public static boolean isPrepared(Vertx vertx) {
        return vertx instanceof VertxInternal internal
                && internal.clusterManager() instanceof HazelcastClusterManager manager
                && StreamSetup.home(manager.getHazelcastInstance()) != null;
    }

    /** The same, with streams kept as they are where nothing is configured. */
    public static Future<Vertx> start(VertxOptions base, Optional<Path> hazelcastXml) {
        ClusterConfig none = ClusterConfig.ALONE;
        return start(base, new ClusterConfig(hazelcastXml, none.quorum(), none.copies()));
    }

    /** The same with a configuration that is complete. */
    static Future<Vertx> start(VertxOptions base, Config config) {
        return start(base, config, Optional.empty());
    }

    static Future<Vertx> start(VertxOptions base, Config config, Optional<TlsFiles> tls) {
        return start(base, Optional.empty(), config, tls);
    }

    private static Future<Vertx> start(
            VertxOptions base, Optional<Transport> transport, Config config, Optional<TlsFiles> tls) {
        CallbackThreads.prepare();
        VertxOptions options = options(base);
        tls.ifPresent(files -> SecureBus.closed(options.getEventBusOptions()));
        BusContact.mark(config, tls.isPresent());
        VertxBuilder builder =
                Vertx.builder().with(options).withClusterManager(new BusAddress(config, tls.map(SecureBus::new)));
        transport.ifPresent(builder::withTransport);
        return builder.buildClustered();
    }

    /** The given ones, with an event bus that listens where it is said; what is not said Vert.x asks {@link BusAddress}. */
    static VertxOptions reachedAt(VertxOptions base, BusConfig where) {
        VertxOptions options = new VertxOptions(base);
        where.host().ifPresent(options.getEventBusOptions()::setHost);
        options.getEventBusOptions().setPort(where.port());
        return options;
    }

    /** The given ones, with an event bus that gives up a peer in time. */
    static VertxOptions options(VertxOptions base) {
        VertxOptions options = new VertxOptions(base);
        EventBusOptions bus = options.getEventBusOptions();
        bus.setClusterPingInterval(PING_MILLIS).setClusterPingReplyInterval(PING_MILLIS);
        bus.setConnectTimeout(CONNECT_MILLIS).setTcpUserTimeout(UNACKNOWLEDGED_MILLIS);
        return options;
    }

    /**
     * Whether a file can be used, without starting anything.
     *
     * @throws ConfigException where it cannot
     */
    public static void check(Path hazelcastXml) {
        HazelcastSettings.of(hazelcastXml);
    }
}
