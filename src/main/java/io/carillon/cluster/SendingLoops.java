package io.carillon.cluster;

import io.carillon.message.RoomName;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/**
 * Event loops on which is sent what had to wait. Hazelcast's own threads, which bring the answers, may send nothing; those of
 * callers may be busy, or end with their verticle. Any thread.
 */
final class SendingLoops implements Lanes.Loops {

    private final VertxInternal vertx;
    private final ContextInternal[] contexts;

    SendingLoops(VertxInternal vertx) {
        this.vertx = vertx;
        this.contexts = Stream.generate(vertx::createEventLoopContext)
                .limit(Runtime.getRuntime().availableProcessors())
                .toArray(ContextInternal[]::new);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void execute(RoomName room, Runnable task) {
        try {
            contexts[Math.floorMod(room.hashCode(), contexts.length)].runOnContext(run -> task.run());
        } catch (RejectedExecutionException e) {
            task.run(); // Vert.x has been closed: it will fail, and nobody hangs
        }
    }

    @Override
    public long start(long millis, Runnable task) {
        try {
            return contexts[0].setTimer(millis, id -> task.run());
        } catch (RejectedExecutionException e) {
            return -1; // Vert.x has been closed
        }
    }

    @Override
    public void cancel(long timer) {
        vertx.cancelTimer(timer);
    }
}
