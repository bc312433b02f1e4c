package io.carillon.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.carillon.auth.Revocation;
import io.carillon.auth.Revocations;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what is revoked on one node known on all of them, and keeps it as long as the cluster lives. Any thread.
 *
 * <p>Three ways, since each has its gap. Nodes are told over the event bus, which is fast and counts what was affected, but
 * reaches only who listens now. A map of Hazelcast remembers, with copies and an end, for nodes that come later; its
 * listeners tell whom the bus did not reach. And since each node holds all of it in memory anyway ({@link Revocations}),
 * now and then, and before one starts, they compare: a node takes what it lacks, and puts back what the map has lost with
 * too many of its members, or has not heard of on the other side of a split. Nothing is ever taken back, so that all of this may happen in any
 * order.
 */
public final class Revoker {

    private static final Logger LOG = LoggerFactory.getLogger(Revoker.class);

    /** Keys are those of {@link Revocation#key}, values when it may be forgotten. */
    static final String MAP = "carillon.revocations";

    /** How long it is waited for a node that was told. */
    private static final long TELL_MILLIS = 1_000;

    private static final String KEY = "key";
    private static final String UNTIL = "until";
    /** Asks a node to put back what the map has lost, and to say when that is done. */
    private static final String COMPARE = "compare";

    /** How long a node that starts waits for the others to have compared. */
    private static final long COMPARE_MILLIS_AT_START = 3_000;

    private static final long COMPARE_MILLIS = 10_000;
    /** After nodes have come or gone: when Hazelcast has put its maps together. */
    private static final long COMPARE_SOON_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final EventBus bus;
    private final Cluster cluster;
    private final Revocations revocations;
    private final IMap<String, Long> map;
    private final WorkerExecutor worker;
    private final MessageConsumer<JsonObject> told;
    private final UUID listener;
    private final Runnable forget;
    private final long timer;

    /** Blocks. */
    private Revoker(VertxInternal vertx, HazelcastClusterManager manager, Cluster cluster, Revocations revocations) {
        this.vertx = vertx;
        this.context = BusContext.of(vertx);
        this.bus = vertx.eventBus();
        this.cluster = cluster;
        this.revocations = revocations;
        this.map = manager.getHazelcastInstance().getMap(MAP);
        // Hazelcast may be silent for as long as a member is frozen, and others need the common pool.
        this.worker = vertx.createSharedWorkerExecutor("carillon-revocations", 2);
        this.told = bus.consumer(address(cluster.node()), this::told);
        this.listener = map.addEntryListener(new Heard(), true); // before all is read, so that nothing is between
        this.timer = vertx.setPeriodic(COMPARE_MILLIS, id -> compare());
        this.forget = cluster.onChange(() -> vertx.setTimer(COMPARE_SOON_MILLIS, id -> blocking(this::compareAll)));
    }

    /** What happens to the map, on Hazelcast's threads. */
    private final class Heard
            implements EntryAddedListener<String, Long>,
                    EntryUpdatedListener<String, Long>,
                    EntryMergedListener<String, Long> {

        @Override
        public void entryAdded(EntryEvent<String, Long> event) {
            take(event.getKey(), event.getValue());
        }

        @Override
        public void entryUpdated(EntryEvent<String, Long> event) {
            take(event.getKey(), event.getValue());
        }

        @Override
        public void entryMerged(EntryEvent<String, Long> event) {
            take(event.getKey(), event.getValue());
        }
    }

    /**
     * Joins in; before connections are accepted, or tokens that were revoked would be.
     *
     * @param revocations this node's, which everything is put into
     * @return completes when it knows all that the others do
     */
    public static Future<Revoker> start(Vertx vertx, Cluster cluster, Revocations revocations) {
        if (!(vertx instanceof VertxInternal internal)
                || !(internal.clusterManager() instanceof HazelcastClusterManager manager)) {
            return Future.failedFuture(new IllegalArgumentException("not a clustered Vert.x with Hazelcast"));
        }
        return vertx.executeBlocking(() -> new Revoker(internal, manager, cluster, revocations), false)
                .map(Objects::requireNonNull)
                .compose(revoker -> revoker.told
                        .completion()
                        .compose(listening -> revoker.ask(new JsonObject().put(COMPARE, true), COMPARE_MILLIS_AT_START))
                        .compose(compared -> revoker.blocking(revoker::compareAll))
                        .map(revoker));
    }

    private static String address(String node) {
        return "carillon.revoked." + node;
    }

    /**
     * Revokes on all nodes. The connections of those that can be reached are being closed when this completes, and it is
     * stored for the others; where it fails, it holds all the same, but may be forgotten with the nodes that know it.
     *
     * @return completes with how many connections were affected, everywhere
     */
    public Future<Integer> revoke(Revocation revocation) {
        Future<Integer> here = revocations.revoke(revocation);
        // In this order: a node that heard of it from the map first would have nothing left to count.
        return tell(revocation)
                .compose(there -> blocking(() -> store(revocation)).compose(stored -> here.map(own -> own + there)));
    }

    private Future<Integer> tell(Revocation revocation) {
        return ask(new JsonObject().put(KEY, revocation.key()).put(UNTIL, revocation.until()), TELL_MILLIS);
    }

    /** Asks all other nodes, and completes with the sum of what they have answered in time. */
    private Future<Integer> ask(JsonObject question, long millis) {
        Promise<Integer> sum = Promise.promise();
        context.runOnContext(nothing ->
                askAll(question, new DeliveryOptions().setSendTimeout(millis)).onComplete(sum));
        return sum.future();
    }

    private Future<Integer> askAll(JsonObject question, DeliveryOptions options) {
        List<Future<Integer>> answers = cluster.nodeIds().stream()
                .filter(node -> !node.equals(cluster.node()))
                .map(node -> ask(node, question, options))
                .toList();
        return Future.join(answers)
                .map(done -> answers.stream().mapToInt(Future::result).sum());
    }

    private Future<Integer> ask(String node, JsonObject question, DeliveryOptions options) {
        return Future.succeededFuture()
                .compose(begun -> bus.<Integer>request(address(node), question, options))
                .map(Message::body)
                .otherwise(failed -> {
                    report(node, failed);
                    return 0;
                });
    }

    /** One that is just starting does not listen yet, and will read it from the map. */
    private static void report(String node, Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
            LOG.debug("a node does not listen to revocations: node={}", node);
        } else {
            LOG.warn("a node was not told of revocations: node={} cause={}", node, cause.getMessage());
        }
    }

    private void told(Message<JsonObject> message) {
        answer(message.body()).onComplete(answered -> message.reply(answered.succeeded() ? answered.result() : 0));
    }

    private Future<Integer> answer(JsonObject question) {
        if (question.containsKey(COMPARE)) {
            return blocking(this::compareAll).map(compared -> 0);
        }
        Long until = question.getLong(UNTIL);
        return Revocation.read(String.valueOf(question.getString(KEY)), until == null ? 0 : until)
                .map(revocations::revoke)
                .orElseGet(() -> Future.succeededFuture(0));
    }

    private void take(String key, @Nullable Long until) {
        if (until != null) {
            Revocation.read(key, until)
                    .filter(revocation -> !revocations.isKnown(revocation))
                    .ifPresent(revocations::revoke);
        }
    }

    /** Does not wait for others where it is over already. Blocks. */
    private void store(Revocation revocation) {
        boolean always = revocation.until() == Revocation.FOR_EVER;
        long millis = always ? 0 : revocation.until() - revocations.now(); // 0: no end
        if (always || millis > 0) {
            map.set(revocation.key(), revocation.until(), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void compare() {
        revocations.tidy();
        blocking(() -> {
            if (map.size() != revocations.size()) {
                compareAll();
            }
        });
    }

    /** Takes what is not known here, and puts back what is not known there. Blocks. */
    private void compareAll() {
        Map<String, Long> stored = new HashMap<>();
        map.entrySet().forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
        stored.forEach(this::take);
        for (Revocation revocation : revocations.all()) {
            if (!stored.containsKey(revocation.key())) {
                store(revocation);
            }
        }
        stored.forEach((key, until) ->
                Revocation.read(key, until).filter(revocations::isSurpassed).ifPresent(old -> map.delete(key)));
    }

    private Future<Boolean> blocking(Runnable task) {
        return Future.succeededFuture() // in a chain, since a pool that is closed throws
                .compose(begun -> worker.executeBlocking(
                        () -> {
                            task.run();
                            return true;
                        },
                        false))
                .map(Objects::requireNonNull)
                .onFailure(this::report);
    }

    private void report(Throwable e) {
        if (e instanceof HazelcastInstanceNotActiveException || e instanceof RejectedExecutionException) {
            LOG.debug("too late to keep revocations");
        } else {
            LOG.warn("revocations are not in step with the cluster: cause={}", String.valueOf(e));
        }
    }

    /** Hears nothing any more; what this node knows stays in force on it. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        forget.run();
        return told.unregister()
                .eventually(() -> blocking(() -> map.removeEntryListener(listener)))
                .otherwiseEmpty()
                .eventually(worker::close);
    }
}
