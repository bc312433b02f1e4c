package io.carillon.cluster;

import com.hazelcast.config.Config;
import io.carillon.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Starts the Vert.x that Carillon runs on: always a clustered one, so that a single node takes the same path as many. */
public final class ClusteredVertx {

    /** A peer whose event bus does not answer is given up after twice this; Vert.x's default is 40 s in all. */
    private static final long PING_MILLIS = 3_000;

    private static final int CONNECT_MILLIS = 3_000;

    private ClusteredVertx() {}

    /**
     * Starts Hazelcast, joins the cluster and starts Vert.x in it. Blocks while the file is read, nothing else.
     *
     * @param base the options to start with; they are not changed
     * @param hazelcastXml how the nodes find each other; without it the node is alone for good: a cluster of one
     * @return fails with a {@link ConfigException} where the file cannot be used
     */
    public static Future<Vertx> start(VertxOptions base, Optional<Path> hazelcastXml) {
        Config config;
        try {
            config = hazelcastXml.map(HazelcastSettings::of).orElseGet(HazelcastSettings::alone);
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        return start(base, config);
    }

    /** The same with a configuration that is complete. */
    static Future<Vertx> start(VertxOptions base, Config config) {
        VertxOptions options = new VertxOptions(base);
        EventBusOptions bus = options.getEventBusOptions();
        bus.setClusterPingInterval(PING_MILLIS).setClusterPingReplyInterval(PING_MILLIS);
        bus.setConnectTimeout(CONNECT_MILLIS);
        return Vertx.builder()
                .with(options)
                .withClusterManager(new BusAddress(config))
                .buildClustered();
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
