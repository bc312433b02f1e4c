package io.carillon.cluster;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

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
 */
final class PeerLink {

    static final long WINDOW = 4 << 20;
    static final int MOST_PARCELS = 64;
    static final long MOST_WAITING = 32 << 20;

    private static final int PARCEL_BYTES = 64 << 10;
    /** What a waiting publication costs beside its bytes: the array's header and the queue's node. */
    private static final int OVERHEAD = 48;

    private final byte[] head;
    private final Executor loop;
    private final Function<Parcel, Future<Void>> bus;
    private final ClusterCounters counters;

    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Overflow overflow;
    private volatile boolean closed;
    private long underway; // bytes; on the loop, as the next
    private int parcels;

    /**
     * @param self this node's id
     * @param loop the one thread on which parcels are written and their futures complete
     */
    PeerLink(String self, String peer, Executor loop, Function<Parcel, Future<Void>> bus, ClusterCounters counters) {
        this.head = Parcel.publications(self);
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
        while (underway < WINDOW && parcels < MOST_PARCELS && !closed) {
            List<byte[]> parts = new ArrayList<>();
            int size = take(parts);
            if (parts.isEmpty()) {
                return;
            }
            write(parts, size);
        }
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
        bus.apply(new Parcel(head, parts)).onComplete(written -> {
            underway -= size;
            parcels--;
            if (written.failed()) {
                counters.lost().add(parts.size());
            }
            if (!queue.isEmpty()) {
                schedule();
            }
        });
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
