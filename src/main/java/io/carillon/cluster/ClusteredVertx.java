package io.carillon.cluster;

import com.hazelcast.config.Config;
import io.carillon.config.ClusterConfig;
import io.carillon.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
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
        Config config;
        try {
            config = cluster.config().map(HazelcastSettings::of).orElseGet(HazelcastSettings::alone);
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        return start(base, StreamSetup.into(config, cluster.copies(), cluster.quorum()));
    }

    /** The same, with streams kept as they are where nothing is configured. */
    public static Future<Vertx> start(VertxOptions base, Optional<Path> hazelcastXml) {
        ClusterConfig none = ClusterConfig.ALONE;
        return start(base, new ClusterConfig(hazelcastXml, none.quorum(), none.copies()));
    }

    /** The same with a configuration that is complete. */
    static Future<Vertx> start(VertxOptions base, Config config) {
        CallbackThreads.prepare();
        return Vertx.builder()
                .with(options(base))
                .withClusterManager(new BusAddress(config))
                .buildClustered();
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
