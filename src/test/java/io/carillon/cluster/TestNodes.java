package io.carillon.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.carillon.support.Eventually;
import io.carillon.tls.TlsFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Clustered Vert.x nodes in this process, which find each other on whatever ports are free. */
final class TestNodes implements AutoCloseable {

    private final String name = "test-" + UUID.randomUUID();
    private final List<Vertx> nodes = new ArrayList<>();
    private final List<Vertx> killed = new ArrayList<>();

    /** One more; it joins the first one. */
    Vertx start() {
        return start(1, 0);
    }

    /** The same, with what its event bus is to show to others. */
    Vertx start(Optional<TlsFiles> tls) {
        return start(1, 0, tls);
    }

    /** The same, with streams as they are configured. */
    Vertx start(int copies, int quorum) {
        return start(copies, quorum, Optional.empty());
    }

    private Vertx start(int copies, int quorum, Optional<TlsFiles> tls) {
        Config config =
                StreamSetup.into(HazelcastSettings.alone(), copies, quorum).setClusterName(name);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember(first());
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "5");
        Vertx vertx = await(ClusteredVertx.start(new VertxOptions().setEventLoopPoolSize(2), config, tls));
        nodes.add(vertx);
        return vertx;
    }

    /** Where the first one is; before there is one, where nobody is. */
    private String first() {
        if (nodes.isEmpty()) {
            return "127.0.0.1:1";
        }
        var address = hazelcast(nodes.get(0)).getCluster().getLocalMember().getAddress();
        return address.getHost() + ":" + address.getPort();
    }

    void stop(Vertx vertx) {
        nodes.remove(vertx);
        await(vertx.close());
    }

    /** Its Hazelcast ends without a goodbye. */
    void kill(Vertx vertx) {
        nodes.remove(vertx);
        killed.add(vertx);
        hazelcast(vertx).getLifecycleService().terminate();
    }

    /** Until everything has its copies: a death in the middle of a rebalancing makes Hazelcast pause that for 3 s. */
    static void awaitCopies(Vertx vertx) {
        Eventually.until(
                Duration.ofSeconds(60),
                "copies",
                () -> hazelcast(vertx).getPartitionService().isClusterSafe());
    }

    static HazelcastInstance hazelcast(Vertx vertx) {
        return ((HazelcastClusterManager) ((VertxInternal) vertx).clusterManager()).getHazelcastInstance();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        List.copyOf(nodes).forEach(this::stop);
        killed.forEach(vertx -> await(vertx.close().otherwiseEmpty()));
    }
}
