package io.carillon.cluster;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to one peer. Hot path: {@link #offer}, on any thread, takes no lock. Everything that waits is taken together on
 * the link's own event loop and written as few event-bus messages; so under load a message costs a copy, and not a trip
 * through the bus.
 *
 * <h2>Bounds</h2>
 *
 * The event bus queues without limit for a peer that does not read. A write's future completes when the operating system
 * has taken the bytes (not when the peer has read them), and fails when the connection breaks or nobody listens. So at
 * most {@link #WINDOW} bytes in {@link #MOST_PARCELS} messages are written and not yet completed; the rest waits here; and when {@link #MOST_WAITING} bytes
 * do, further publications are dropped until half of it is gone ({@link Overflow}). A plain room is at-most-once anyway, and a frozen peer
 * must not cost this node its heap.
 *
 * <h2>When a write fails</h2>
 *
 * The bus fails a write to a peer that it cannot reach as fast as it is given the next, so all that waits would be lost
 * to a break of a moment. Therefore the link rests after a failure, for {@link #SHORTEST_REST_MILLIS} at first and for up to
 * {@link #LONGEST_REST_MILLIS}, and then tries with a single parcel, until one is written again: a break costs what was
 * under way, and a parcel for each try.
 */
final class PeerLink {

    /** The one thread on which parcels are written and their futures complete. */
    interface Loop {

        /** Called on any thread. */
        void execute(Runnable task);

        /** Called on the loop. */
        void executeAfter(long millis, Runnable task);
    }

    static final long WINDOW = 4 << 20;
    static final int MOST_PARCELS = 64;
    static final long MOST_WAITING = 32 << 20;
    static final long SHORTEST_REST_MILLIS = 50;
    static final long LONGEST_REST_MILLIS = 1_000;

    private static final int PARCEL_BYTES = 64 << 10;
    /** What a waiting publication costs beside its bytes: the array's header and the queue's node. */
    private static final int OVERHEAD = 48;

    private final Supplier<byte[]> heads;
    private final Loop loop;
    private final Function<Parcel, Future<Void>> bus;
    private final ClusterCounters counters;

    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Overflow overflow;
    private volatile boolean closed;
    private long underway; // bytes; on the loop, as the next
    private int parcels;
    private boolean resting;
    private long rest; // ms, the last one since a write has succeeded; 0 where none has failed since

    /**
     * @param heads of parcels, each later than the one before
     */
    PeerLink(
            Supplier<byte[]> heads,
            String peer,
            Loop loop,
            Function<Parcel, Future<Void>> bus,
            ClusterCounters counters) {
        this.heads = heads;
        this.loop = loop;
        this.bus = bus;
        this.counters = counters;
        this.overflow = new Overflow(peer, MOST_WAITING, waiting::get);
    }

    /** Sends a publication, in the order of each thread that offers. The array must not be changed any more. */
    void offer(byte[] publication) {
        if (closed || !overflow.mayWait()) {
            counters.dropped().increment();
            return;
        }
        waiting.addAndGet(publication.length + OVERHEAD);
        queue.add(publication);
        schedule();
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    /** On the loop. */
    private void drain() {
        scheduled.set(false); // before the queue is read: an offer from now on calls again
        while (mayWrite()) {
            List<byte[]> parts = new ArrayList<>();
            int size = take(parts);
            if (parts.isEmpty()) {
                return;
            }
            write(parts, size);
        }
    }

    private boolean mayWrite() {
        int most = rest == 0 ? MOST_PARCELS : 1;
        return underway < WINDOW && parcels < most && !resting && !closed;
    }

    private int take(List<byte[]> parts) {
        int size = 0;
        byte[] part;
        while (size < PARCEL_BYTES && (part = queue.poll()) != null) {
            parts.add(part);
            size += part.length;
        }
        waiting.addAndGet(-(size + (long) parts.size() * OVERHEAD));
        return size;
    }

    private void write(List<byte[]> parts, int size) {
        underway += size;
        parcels++;
        counters.sent().add(parts.size());
        counters.parcels().increment();
        counters.bytes().add(size);
        bus.apply(new Parcel(heads.get(), parts)).onComplete(result -> {
            underway -= size;
            parcels--;
            if (result.failed()) {
                failed(parts.size());
            } else {
                rest = 0;
            }
            if (!queue.isEmpty()) {
                schedule();
            }
        });
    }

    private void failed(int publications) {
        counters.lost().add(publications);
        if (!resting) { // what was under way together fails together, and is one failure
            resting = true;
            rest = Math.min(LONGEST_REST_MILLIS, Math.max(SHORTEST_REST_MILLIS, rest * 2));
            loop.executeAfter(rest, this::goOn);
        }
    }

    private void goOn() {
        resting = false;
        drain();
    }

    /** How many bytes wait here. */
    long waiting() {
        return waiting.get();
    }

    /** Drops what waits and takes nothing any more. */
    void close() {
        closed = true;
        queue.clear();
    }
}
