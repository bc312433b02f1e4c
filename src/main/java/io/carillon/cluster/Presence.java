package io.carillon.cluster;

import io.carillon.message.Member;
import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room, across the cluster: tells other nodes of this one's members, and this one of theirs in the rooms
 * that it follows. The public methods may be called on any thread and none blocks; what one thread says of a room takes
 * effect in order. {@link PresenceExchange} is how it is done; it lives on the {@link Desk}'s event loop, with which
 * this shares it.
 */
public final class Presence {

    /** Is told of other nodes' members in one room, on one event loop; must not block. */
    @FunctionalInterface
    public interface Follower {

        /**
         * What has changed; only differences are told.
         *
         * @param joined who is there now, or says something else than before
         * @param left who is there no more; each was told of as joined before
         * @param orderly whether those have left since their node has said goodbye
         */
        void told(List<Member> joined, List<Member> left, boolean orderly);
    }

    private final VertxInternal vertx;
    private final ContextInternal context;
    private final PresenceExchange exchange;
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private boolean timing; // on the event loop, as the next
    private volatile boolean closed;

    /**
     * @param context the desk's
     * @param up whether a node answers, as far as is known
     */
    Presence(VertxInternal vertx, ContextInternal context, Life self, Links links, Predicate<String> up) {
        this.vertx = vertx;
        this.context = context;
        this.exchange = new PresenceExchange(self.incarnation(), up, links::tell);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /**
     * Follows a room until {@link #unfollow}; once at a time.
     *
     * @return completes, on some event loop, when every peer that is up has told of its members, after a second also where
     *     one does not answer. Never fails
     */
    public Future<Void> follow(RoomName room, Follower follower) {
        Promise<Void> known = vertx.promise();
        add(() -> exchange.follow(room, follower, known::tryComplete, now()), known);
        return known.future();
    }

    public void unfollow(RoomName room) {
        add(() -> exchange.unfollow(room), null);
    }

    /**
     * A member of this node has come, or says something else than before.
     *
     * @return completes, on some event loop, when every peer that follows the room and is up knows it, after a second also
     *     where one does not answer. Never fails
     */
    public Future<Void> joined(RoomName room, Member member) {
        Promise<Void> known = vertx.promise();
        add(() -> exchange.joined(room, member, known::tryComplete), known);
        return known.future();
    }

    /** A member of this node has left; completes as {@link #joined} does. */
    public Future<Void> left(RoomName room, String connection) {
        Promise<Void> known = vertx.promise();
        add(() -> exchange.left(room, connection, known::tryComplete), known);
        return known.future();
    }

    private void add(Runnable change, @Nullable Promise<Void> known) {
        if (closed) {
            if (known != null) {
                known.tryComplete();
            }
            return;
        }
        inbox.add(change);
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(nothing -> empty());
        }
    }

    // ---- on the event loop

    private void empty() {
        scheduled.set(false); // before the inbox is read: a change from now on calls again
        Runnable change;
        while ((change = inbox.poll()) != null) {
            change.run();
        }
        if (closed) {
            exchange.close();
        } else {
            flush();
        }
    }

    /** Now, or as soon as it may be. */
    private void flush() {
        long due = exchange.due(now());
        if (due == 0) {
            exchange.flush(now());
        } else if (due > 0 && !timing) {
            timing = true;
            vertx.setTimer(due, id -> {
                timing = false;
                empty();
            });
        }
    }

    void added(String node) {
        exchange.added(node);
    }

    void removed(String node) {
        exchange.removed(node);
    }

    void goodbye(String node, long life) {
        exchange.goodbye(node, life);
    }

    void merged() {
        exchange.resync();
        flush();
    }

    void tick(long now) {
        exchange.tick(now);
    }

    void said(String from, PresenceMessage message) {
        exchange.received(from, message, now());
        flush();
    }

    /** Nobody is told any more, and nobody waits for that. */
    void close() {
        closed = true;
        empty();
    }
}
