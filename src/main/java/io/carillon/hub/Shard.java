package io.carillon.hub;

import io.carillon.message.RoomName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's part of the hub: the rooms of the connections that live on it. Only {@link #post} may be called from
 * another thread.
 *
 * <p>Everything that waits is taken together: a turn writes all waiting broadcasts to all of their members, those of one
 * room that follow each other as one, and then flushes each connection that was touched, once. The turn runs as a task
 * of the event loop, after the sockets that had something to read, so that replies share the flush too.
 */
public final class Shard {

    /** Broadcasts in a turn; what is left waits for the next one, so that sockets are read in between. */
    private static final int TURN = 256;

    /** Turns that are enough for what one packet of a network can hold. */
    private static final int PATIENCE = 64;

    /** What may be written to a member at once, in bytes of data: as much as a socket takes. */
    static final int BATCH = 32 * 1024;

    /** Time as the event loop has it. */
    interface Timers {

        /** In ms, from any origin. */
        long millis();

        /** Runs something on the event loop, so many ms later. */
        void after(long millis, Runnable task);
    }

    private record RealTime(Executor loop) implements Timers {

        @Override
        public long millis() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }

        @Override
        public void after(long millis, Runnable task) {
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, loop)
                    .execute(task);
        }
    }

    /** The same where something newer may come: what has been written cannot be replaced any more. */
    private static final int CONFLATING = 4 * 1024;

    private final Executor loop;
    private final Timers timers;
    private final Runnable turnEnd;
    private final Queue<Broadcast> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Map<RoomName, Members> rooms = new HashMap<>();
    private final List<Broadcast> batch = new ArrayList<>();
    private int batchBytes;
    private List<Outbox> touched = new ArrayList<>();
    private List<Outbox> flushing = new ArrayList<>();
    private final TurnTimes times = new TurnTimes();
    private boolean inTurn;

    /**
     * @param loop runs tasks on the event loop, later, in order
     * @param turnEnd called at the end of each turn, on the event loop, after connections were flushed
     */
    public Shard(Executor loop, Runnable turnEnd) {
        this(loop, new RealTime(loop), turnEnd);
    }

    Shard(Executor loop, Timers timers, Runnable turnEnd) {
        this.loop = loop;
        this.timers = timers;
        this.turnEnd = turnEnd;
    }

    /** Hot path. Hands a broadcast to the members on this event loop; in order for each caller. Any thread. */
    void post(Broadcast broadcast) {
        inbox.add(broadcast);
        wake();
    }

    /** Calls on the event loop when nothing waits in the inbox, or some turns later: others may go on filling it. */
    void whenTaken(Runnable task) {
        whenTaken(task, PATIENCE);
    }

    private void whenTaken(Runnable task, int turns) {
        loop.execute(() -> {
            if (turns == 0 || inbox.isEmpty()) {
                task.run();
            } else {
                whenTaken(task, turns - 1);
            }
        });
    }

    /** Has an outbox flushed at the end of this turn. It must not be touched again before its flush. */
    public void touch(Outbox outbox) {
        touched.add(outbox);
        if (!inTurn) {
            wake();
        }
    }

    /** Runs something on the event loop; from any thread. */
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** Goes on, on this event loop, which this is called on, when something has happened; at once where it has. */
    <T> Future<T> after(Future<Void> before, Supplier<Future<T>> next) {
        if (before.isComplete()) {
            return next.get();
        }
        Promise<T> promise = Promise.promise();
        before.onComplete(done -> execute(() -> next.get().onComplete(promise)));
        return promise.future();
    }

    /** Time as this event loop has it; not for what happens often. */
    Timers timers() {
        return timers;
    }

    private void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        scheduled.set(false);
        inTurn = true;
        try {
            deliver();
        } finally {
            inTurn = false;
            flush();
            turnEnd.run();
            times.end();
            if (!inbox.isEmpty() || !touched.isEmpty()) { // a flush may have made room for what somebody still owed
                wake();
            }
        }
    }

    private void deliver() {
        Broadcast next = inbox.poll();
        for (int taken = 1; next != null; taken++) {
            batch.add(next);
            batchBytes += bytes(next);
            Broadcast following =
                    taken < TURN ? inbox.peek() : null; // it stays there until what comes first is delivered
            if (following == null || !isJoined(next, following)) {
                deliverBatch();
            }
            next = following == null ? null : inbox.poll();
        }
    }

    /** Only what came in a row is joined: what members of several rooms receive stays in order. */
    private boolean isJoined(Broadcast last, Broadcast following) {
        return batchBytes + bytes(following) <= (following.conflates() ? CONFLATING : BATCH)
                && last.publication().room().equals(following.publication().room());
    }

    private static int bytes(Broadcast broadcast) {
        return broadcast.publication().data().bytes().length;
    }

    private void deliverBatch() {
        Batch together = new Batch(batch);
        batch.clear();
        batchBytes = 0;
        Members members = rooms.get(together.room());
        if (members == null) {
            together.handed(0);
            return;
        }
        for (int i = 0; i < together.size(); i++) {
            times.add(together.get(i), members.local().fanOut());
        }
        LocalStream stream = members.stream();
        if (stream == null) {
            members.deliver(together);
        } else {
            stream.told(together);
        }
        together.handed(members.size());
    }

    /** Tells the members on this event loop, which this runs on, what is no message of the room. */
    void tell(Batch batch) {
        Members members = rooms.get(batch.room());
        if (members != null) {
            members.tell(batch);
        }
    }

    private void flush() {
        List<Outbox> now = touched;
        touched = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flush();
        }
        now.clear();
    }

    /** Makes a connection a member; the room learns of this event loop where it is the first one. */
    Members.Membership add(Connection connection, RoomName room, LocalRoom local) {
        Members members = rooms.get(room);
        if (members == null) {
            members = new Members(room, local, this);
            rooms.put(room, members);
            local.add(this);
        }
        return members.add(connection);
    }

    /** Ends a membership; the room forgets this event loop where it was the last one. */
    void remove(Members.Membership membership) {
        Members members = membership.members();
        members.remove(membership);
        if (members.isEmpty()) {
            rooms.remove(members.room());
            members.local().remove(this);
        }
    }

    /** How many rooms have members here; for tests and counters. */
    int size() {
        return rooms.size();
    }

    @Nullable
    Members members(RoomName room) {
        return rooms.get(room);
    }
}
