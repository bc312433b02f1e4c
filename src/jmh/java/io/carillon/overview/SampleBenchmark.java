package io.carillon.overview;

import io.carillon.Microbenchmark;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.config.RoomSettings;
import io.carillon.count.NodeCounters;
import io.carillon.count.Traffic;
import io.carillon.hub.Hub;
import io.carillon.schema.Schemas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What a node takes every two seconds to sample itself, with two endpoints, three formats and eight event loops; and what asking for CPU has of it. */
public class SampleBenchmark extends Microbenchmark {

    private static final int LOOPS = 8;

    private final NodeCounters counters = new NodeCounters();
    private final ProcessCpu cpu = new ProcessCpu();
    private Sampler sampler;
    private Vertx vertx;
    private long time;

    @Setup
    public void prepare() throws Exception {
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        Hub hub = new Hub(room -> RoomSettings.DEFAULT, Schemas.NONE);
        Cluster cluster = await(Cluster.join(vertx, hub));
        hub.start(cluster, cluster.streams());
        for (String endpoint : List.of("public", "internal")) {
            for (String format : List.of("json", "msgpack", "bson")) {
                for (int loop = 0; loop < LOOPS; loop++) {
                    counters.endpoint(endpoint).add(format, new Traffic());
                }
            }
        }
        for (int loop = 0; loop < LOOPS; loop++) {
            counters.addQueues().set(loop, loop, loop);
        }
        sampler = new Sampler(new Columns(hub, counters).all());
    }

    @TearDown
    public void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Benchmark
    public void sample() {
        sampler.sample(time += Sampler.EVERY);
    }

    @Benchmark
    public long processCpu() {
        return cpu.look();
    }

    @Benchmark
    public Ring.Cut read() {
        return sampler.since(0);
    }
}
