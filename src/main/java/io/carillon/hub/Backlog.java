package io.carillon.hub;

import io.carillon.message.RoomName;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one connection that does not take its conflating rooms' messages at once. For the connection's event
 * loop.
 *
 * <pre>
 *  empty ──▶ everything waits, in order ──too much, or for too long──▶ the newest of each key waits
 *    ▲                 │                                                         │
 *    └────────all was taken, or forgotten──────────────────────────────────────┘
 * </pre>
 *
 * <p>A reader that falters for a moment misses nothing; one that cannot keep up gets what is new instead of what is late.
 * Of the keys whichever has waited longest is the next one: a newer message takes over the place of the one that it
 * replaces, so that a key with many messages does not fall behind those with few.
 *
 * <p>Broadcasts are shared by all who wait for them; what a connection has of its own is an entry for each.
 */
public final class Backlog {

    /** How long a reader may falter, in ns. */
    static final long PATIENCE = 500_000_000;

    /**
     * What an entry takes beside the message itself, in bytes. Not less than what a queue of frames adds to each of them
     * (Netty: 96 and the frame's header), or moving entries there could pass the limit that they kept here.
     */
    static final int OVERHEAD = 128;

    private record Entry(Broadcast broadcast, int bytes, long since) {

        private boolean isOf(RoomName room) {
            return broadcast.publication().room().equals(room);
        }
    }

    private long most;
    private Queue<Entry> all = new ArrayDeque<>(0);
    private Map<ConflationKey, Entry> newest = new LinkedHashMap<>();
    private long bytes;

    /**
     * @param most how much may wait before it is conflated, in bytes
     */
    public Backlog(long most) {
        this.most = most;
    }

    /** So much may wait before it is conflated, from the next message on. */
    public void limit(long other) {
        most = other;
    }

    public boolean isEmpty() {
        return all.isEmpty() && newest.isEmpty();
    }

    /** How many messages wait. */
    public int size() {
        return all.size() + newest.size();
    }

    /** What waits, with what it costs to keep it, in bytes. */
    public long bytes() {
        return bytes;
    }

    /**
     * Adds a message; where the newest of each key waits, in place of an older one of its key.
     *
     * @param length of the message as the connection will receive it, in bytes
     * @param now in ns, from any origin
     */
    public void put(Broadcast broadcast, int length, long now) {
        Entry entry = new Entry(broadcast, length + OVERHEAD, now);
        bytes += entry.bytes;
        if (newest.isEmpty()) {
            all.add(entry);
            conflateIfDue(now);
        } else {
            keepNewest(entry);
        }
    }

    /**
     * Takes the message whose turn it is; null where nothing waits.
     *
     * @param now in ns, from the same origin
     */
    public @Nullable Broadcast poll(long now) {
        conflateIfDue(now);
        Entry entry = newest.isEmpty() ? all.poll() : pollNewest();
        if (entry == null) {
            return null;
        }
        bytes -= entry.bytes;
        shrink();
        return entry.broadcast;
    }

    private Entry pollNewest() {
        var entries = newest.values().iterator();
        Entry entry = entries.next();
        entries.remove();
        return entry;
    }

    private void conflateIfDue(long now) {
        Entry oldest = all.peek();
        if (oldest != null && (bytes > most || now - oldest.since > PATIENCE)) {
            conflate();
        }
    }

    /** Keeps the newest of each key from now on, until all was taken. */
    public void conflate() {
        all.forEach(this::keepNewest);
        all = new ArrayDeque<>(0);
    }

    private void keepNewest(Entry entry) {
        Entry older = newest.put(entry.broadcast.conflationKey(), entry);
        if (older != null) {
            bytes -= older.bytes;
        }
    }

    /** Drops what waits of a room. */
    public void forget(RoomName room) {
        all.removeIf(entry -> entry.isOf(room));
        newest.values().removeIf(entry -> entry.isOf(room));
        bytes = 0;
        all.forEach(entry -> bytes += entry.bytes);
        newest.values().forEach(entry -> bytes += entry.bytes);
        shrink();
    }

    /** Collections keep the size that they once had; connections are many. */
    private void shrink() {
        if (isEmpty()) {
            all = new ArrayDeque<>(0);
            newest = new LinkedHashMap<>();
        }
    }
}
