package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import io.carillon.cluster.TakeSeat.Standing;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places of which there are so many in the cluster, and no more: of sessions for a user, of members for a room. Who has one
 * stands in an entry of a Hazelcast map, which the owner of its partition alone changes ({@link TakeSeat}), so that the
 * count is exact; copies are told before the answer. Any thread; nothing blocks.
 *
 * <p>A node that dies gives nothing back: its places count no more as soon as it is out of the cluster. Each node knows its
 * own places, and puts them back where the map may have lost or doubled them ({@link #settle}).
 */
public final class Places {

    static final String SESSIONS = "carillon.sessions";
    static final String MEMBERS = "carillon.members";

    /** How long it is waited for a place; above that nobody knows whether there is one. */
    public static final long LIMIT_MILLIS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(Places.class);

    private static final StreamCall.Terms TERMS = new StreamCall.Terms("the count of places", LIMIT_MILLIS);
    /** What may be asked and not answered: one that is frozen must not eat the heap. */
    private static final int MOST_WAITING = 20_000;
    /** How long until it is tried again to put back, or to give back. */
    private static final long AGAIN_MILLIS = 3_000;
    /** Put back at once. */
    private static final int TOGETHER = 256;

    /** What happens where all places are taken. */
    public enum Policy {
        /** No more are given. */
        REJECT,
        /** Who has been there longest loses its own. */
        CLOSE_OLDEST
    }

    /** Is told who has lost its place to somebody else; perhaps more than once. */
    public interface Listener {

        /** Any thread; must not block. */
        void lost(String node, String connection);
    }

    private record Place(String key, String connection) {}

    /**
     * One that this node has, or has asked for.
     *
     * @param since 0 until it was given
     */
    private record Held(long number, long since, long incarnation, int max, Policy policy) {

        Held since(long when, long life) {
            return new Held(number, when, life, max, policy);
        }
    }

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final String name;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Place, Held> places = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Life life;
    private volatile boolean used;

    Places(VertxInternal vertx, HazelcastInstance hazelcast, String name, String node) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.name = name;
        this.life = Life.begin(node);
    }

    /** Tells of places that were lost, on whatever node. */
    public void onLost(Listener listener) {
        listeners.add(listener);
    }

    /** How many this node has, or has asked for. */
    public int held() {
        return places.size();
    }

    /**
     * Takes a place; for a connection that has one, the same.
     *
     * @param key what there are so many of places for
     * @param max how many
     * @return completes with whether there was one; fails with a {@link RefusedException} where nobody knows in time. Unless
     *     it was not given, somebody has to {@link #give} it back, also where this has failed: until then it is still tried
     *     to be had
     */
    public Future<Boolean> take(String key, String connection, int max, Policy policy) {
        used = true;
        Place place = new Place(key, connection);
        Held held = new Held(numbers.incrementAndGet(), 0, 0, max, policy);
        places.put(place, held);
        return call(place, held, Standing.NEW).onFailure(cause -> later(() -> putBack(place, Standing.OPEN)));
    }

    /** Gives a place back; nothing where there is none. */
    public void give(String key, String connection) {
        Held held = places.remove(new Place(key, connection));
        if (held != null) {
            give(key, connection, held.number);
        }
    }

    private void give(String key, String connection, long number) {
        GiveSeat task = new GiveSeat(connection, number);
        new StreamCall<>(vertx, hazelcast, TERMS, () -> map().submitToKey(key, task), answer -> true)
                .start()
                .onFailure(cause -> later(() -> give(key, connection, number)));
    }

    private IMap<String, Seats> map() {
        return hazelcast.getMap(name);
    }

    private void later(Runnable task) {
        if (hazelcast.getLifecycleService().isRunning()) {
            vertx.setTimer(AGAIN_MILLIS, id -> task.run());
        }
    }

    private Future<Boolean> call(Place place, Held held, Standing standing) {
        if (waiting.get() >= MOST_WAITING) {
            return Future.failedFuture(
                    new RefusedException(ErrorCode.UNAVAILABLE, "too much waits for nodes that do not answer"));
        }
        Life now = life;
        TakeSeat task = new TakeSeat(new TakeSeat.Wish(
                now,
                place.connection,
                held.number,
                held.since,
                held.max,
                held.policy == Policy.CLOSE_OLDEST,
                standing));
        return new StreamCall<>(
                        vertx,
                        hazelcast,
                        TERMS,
                        () -> counted(map().submitToKey(place.key, task)),
                        answer -> answered(place, held, now, TakeSeat.Outcome.read(answer)))
                .start();
    }

    private CompletionStage<byte[]> counted(CompletionStage<byte[]> stage) {
        waiting.incrementAndGet();
        return stage.whenCompleteAsync((answer, cause) -> waiting.decrementAndGet(), Runnable::run);
    }

    /** Also called long after it was given up: Hazelcast forgets nothing that it was asked for. */
    private boolean answered(Place place, Held held, Life asked, TakeSeat.Outcome outcome) {
        outcome.leaving().forEach(lost -> listeners.forEach(listener -> listener.lost(lost.node(), lost.connection())));
        Held now = places.get(place);
        boolean isWanted = now != null && now.number == held.number;
        if (!outcome.given()) {
            places.remove(place, held);
        } else if (isWanted) {
            places.replace(place, now, held.since(outcome.since(), asked.incarnation()));
        } else if (now == null) {
            give(place.key, place.connection, held.number);
        }
        return outcome.given();
    }

    /** What this node has, whatever the map says. Once it was asked for and nobody could say, it is kept, too. */
    private Future<Boolean> putBack(Place place, Standing standing) {
        Held held = places.get(place);
        return held == null
                ? Future.succeededFuture(false)
                : call(place, held, standing).onFailure(cause -> later(() -> putBack(place, standing)));
    }

    /**
     * Says anew which places this node has, and takes away what the map has beyond that: of this node, and of nodes that
     * have gone. After two halves of a cluster have been put together, and after more nodes have died than there are copies.
     */
    Future<Void> settle() {
        if (!used) {
            return Future.succeededFuture();
        }
        Life next = Life.begin(life.node());
        life = next;
        Predicate<Held> given = held -> held.since > 0;
        return putBackAll(given, Standing.OPEN)
                .compose(done -> sweep())
                .compose(done -> putBackAll(given.and(held -> held.incarnation < next.incarnation()), Standing.OPEN))
                .compose(done -> putBackAll(given.and(held -> held.policy == Policy.CLOSE_OLDEST), Standing.SETTLED))
                .onFailure(cause -> LOG.debug("places are not settled: map={} cause={}", name, String.valueOf(cause)));
    }

    /** Takes away the places of nodes that have gone. */
    Future<Void> sweep() {
        if (!used) {
            return Future.succeededFuture();
        }
        SweepSeats task = new SweepSeats(life, Members.nodes(hazelcast));
        return Future.succeededFuture() // in a chain, since a pool that is closed throws
                .compose(begun -> vertx.executeBlocking(() -> map().executeOnEntries(task), false))
                .otherwise(cause -> {
                    if (!(cause instanceof HazelcastInstanceNotActiveException)) {
                        LOG.debug("a sweep failed: map={} cause={}", name, String.valueOf(cause));
                    }
                    return Map.of();
                })
                .mapEmpty();
    }

    private Future<Void> putBackAll(Predicate<Held> which, Standing standing) {
        List<Place> all = places.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return putBackFrom(all, 0, standing);
    }

    private Future<Void> putBackFrom(List<Place> all, int from, Standing standing) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        int end = Math.min(all.size(), from + TOGETHER);
        List<Future<Boolean>> some = all.subList(from, end).stream()
                .map(place -> putBack(place, standing))
                .toList();
        return Future.join(some).otherwiseEmpty().compose(done -> putBackFrom(all, end, standing));
    }
}
