package io.carillon.hub;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.ClusteredVertx;
import io.carillon.config.RoomSettings;
import io.carillon.message.CloseCode;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.ServerMessage;
import io.carillon.schema.Schemas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One publication from {@link Hub#receive} through its room and the event loop's {@link Shard} to every member's outbox,
 * which is flushed once, and does nothing itself: what deciding who gets it costs. ns and bytes a delivery; what is done
 * once for a publication is shared among the members, so that ten of them show it, and a thousand what each of them costs.
 */
public class RoutingBenchmark extends Microbenchmark {

    /** Asks for its flush, as a real one does. */
    private final class Nowhere implements Outbox {

        private boolean touched;

        @Override
        public void write(Batch batch) {
            if (!touched) {
                touched = true;
                shard.touch(this);
            }
        }

        @Override
        public void send(ServerMessage message) {}

        @Override
        public boolean keepsUp() {
            return true;
        }

        @Override
        public void whenKeepsUp(Runnable task) {}

        @Override
        public void flush() {
            touched = false;
        }

        @Override
        public void forget(RoomName room) {}

        @Override
        public void close(CloseCode code, String reason) {}
    }

    private static final Publication TO_TEN = to(new RoomName("ten"));
    private static final Publication TO_THOUSAND = to(new RoomName("thousand"));

    private final Hub hub = new Hub(room -> RoomSettings.DEFAULT, Schemas.NONE);
    private final Shard shard = new Shard(this::schedule, () -> {});
    private @Nullable Runnable task;
    private Vertx vertx;

    private static Publication to(RoomName room) {
        Publication sample = Samples.publication(Samples.text(128));
        return new Publication(room, sample.data(), sample.from(), sample.time(), null);
    }

    @Setup
    public void prepare() throws Exception {
        vertx = await(ClusteredVertx.start(new VertxOptions(), Optional.empty()));
        Cluster cluster = await(Cluster.join(vertx, hub));
        hub.start(cluster, cluster.streams());
        fill(TO_TEN.room(), 10);
        fill(TO_THOUSAND.room(), 1000);
    }

    private void fill(RoomName room, int members) throws Exception {
        for (int i = 0; i < members; i++) {
            await(hub.join(new Connection(room + "-" + i, "user", shard, new Nowhere()), room));
        }
    }

    @TearDown
    public void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void schedule(Runnable turn) {
        task = turn;
    }

    private void route(Publication publication) {
        hub.receive(publication);
        for (Runnable turn = task; turn != null; turn = task) {
            task = null;
            turn.run();
        }
    }

    @Benchmark
    @OperationsPerInvocation(10)
    public void ten() {
        route(TO_TEN);
    }

    @Benchmark
    @OperationsPerInvocation(1000)
    public void thousand() {
        route(TO_THOUSAND);
    }
}
