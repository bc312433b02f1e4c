package io.carillon.hub;

import io.carillon.message.RoomName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one connection that does not keep up with its conflating rooms: the newest message of each key. Whichever
 * key has waited longest is the next one; a newer message takes over the place of the one that it replaces, so that a key
 * with many messages does not fall behind those with few. For the connection's event loop.
 *
 * <p>Broadcasts are shared by all who wait for them; what a connection has of its own is a map entry for each key.
 */
public final class Backlog {

    /**
     * What an entry takes beside the message itself, in bytes. Not less than what a queue of frames adds to each of them
     * (Netty: 96 and the frame's header), or moving entries there could pass the limit that they kept here.
     */
    static final int OVERHEAD = 128;

    private record Entry(Broadcast broadcast, int bytes) {}

    private Map<ConflationKey, Entry> newest = new LinkedHashMap<>();
    private long bytes;

    public boolean isEmpty() {
        return newest.isEmpty();
    }

    /** How many keys wait. */
    public int size() {
        return newest.size();
    }

    /** What waits, with what it costs to keep it, in bytes. */
    public long bytes() {
        return bytes;
    }

    /**
     * Adds a message, in place of an older one of its key.
     *
     * @param length of the message as the connection will receive it, in bytes
     */
    public void put(Broadcast broadcast, int length) {
        Entry entry = new Entry(broadcast, length + OVERHEAD);
        Entry older = newest.put(broadcast.conflationKey(), entry);
        bytes += entry.bytes - (older == null ? 0 : older.bytes);
    }

    /** Takes the message of the key that has waited longest; null where nothing waits. */
    public @Nullable Broadcast poll() {
        Iterator<Entry> entries = newest.values().iterator();
        if (!entries.hasNext()) {
            return null;
        }
        Entry entry = entries.next();
        entries.remove();
        bytes -= entry.bytes;
        shrink();
        return entry.broadcast;
    }

    /** Drops what waits of a room. */
    public void forget(RoomName room) {
        Iterator<Map.Entry<ConflationKey, Entry>> entries = newest.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<ConflationKey, Entry> entry = entries.next();
            if (entry.getKey().room().equals(room)) {
                bytes -= entry.getValue().bytes;
                entries.remove();
            }
        }
        shrink();
    }

    /** A map keeps the size that it once had; connections are many. */
    private void shrink() {
        if (newest.isEmpty()) {
            newest = new LinkedHashMap<>();
        }
    }
}
