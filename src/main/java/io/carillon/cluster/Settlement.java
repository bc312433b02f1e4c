package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.partition.PartitionLostListener;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has {@link Places} put right when that may be needed: a divided cluster has been put together, entries were lost with
 * too many nodes, or nodes have gone. Any thread.
 */
final class Settlement {

    /** After something has happened: when Hazelcast has put its maps together, and more of the same has come. */
    private static final long SOON_MILLIS = 2_000;

    private static final byte[] NOTHING = {};

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final Questions questions;
    private final List<Places> places;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean settling = new AtomicBoolean();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private final UUID lost;
    private final UUID merged;
    private final Runnable forget;

    Settlement(VertxInternal vertx, HazelcastInstance hazelcast, Cluster cluster, List<Places> places) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.questions = cluster.questions();
        this.places = places;
        questions.serve(QuestionKind.SETTLE, question -> {
            soon(settling, this::settle);
            return Future.succeededFuture(NOTHING);
        });
        this.lost = hazelcast.getPartitionService().addPartitionLostListener((PartitionLostListener)
                event -> soon(settling, this::settle));
        this.merged = hazelcast.getLifecycleService().addLifecycleListener((LifecycleListener) event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                soon(asking, this::settleEverywhere);
            }
        });
        this.forget = cluster.onChange(() -> soon(sweeping, () -> places.forEach(Places::sweep)));
    }

    /** Once for all that happens meanwhile. */
    private void soon(AtomicBoolean planned, Runnable task) {
        if (planned.compareAndSet(false, true)) {
            vertx.setTimer(SOON_MILLIS, id -> {
                planned.set(false);
                task.run();
            });
        }
    }

    private void settle() {
        places.forEach(Places::settle);
    }

    /** The others, too: the map has places of theirs again that this side had kept for them. */
    private void settleEverywhere() {
        questions.ask(QuestionKind.SETTLE, NOTHING).onSuccess(answers -> {
            if (!answers.missing().isEmpty()) {
                soon(asking, this::settleEverywhere);
            }
        });
    }

    void close() {
        forget.run();
        try {
            hazelcast.getPartitionService().removePartitionLostListener(lost);
            hazelcast.getLifecycleService().removeLifecycleListener(merged);
        } catch (HazelcastInstanceNotActiveException e) {
            // nothing is left to be removed from
        }
    }
}
