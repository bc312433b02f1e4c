package io.carillon.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of nodes that have stopped, as those have left them here: what there is to tell of each. Bounded; what
 * ended first goes first. Any thread.
 */
final class Inheritance {

    /** What is kept for each event that the node's own logbook may have, in bytes. */
    private static final int BYTES_AN_EVENT = 256;

    /** What one costs beside the bytes of what is told of it. */
    private static final int OVERHEAD = 512;

    /**
     * One of them.
     *
     * @param told as the API tells it, as JSON
     */
    record Heirloom(Departed departed, byte[] told) {

        JsonObject json() {
            return new JsonObject(Buffer.buffer(told));
        }

        private long weight() {
            return told.length + OVERHEAD;
        }
    }

    private final Map<String, Heirloom> byId = new HashMap<>();
    private final NavigableMap<String, Heirloom> lastFirst = new TreeMap<>();
    private final long most;
    private long weight;

    /** @param events how many the node's own logbook keeps */
    Inheritance(int events) {
        this.most = (long) events * BYTES_AN_EVENT;
    }

    /** Whether nothing is kept. */
    boolean isOff() {
        return most == 0;
    }

    /** One that is there already stays. */
    synchronized void add(Heirloom heirloom) {
        if (byId.putIfAbsent(heirloom.departed.connection(), heirloom) != null) {
            return;
        }
        lastFirst.put(heirloom.departed.key(), heirloom);
        weight += heirloom.weight();
        while (weight > most) {
            Heirloom oldest = lastFirst.pollLastEntry().getValue();
            byId.remove(oldest.departed.connection());
            weight -= oldest.weight();
        }
    }

    synchronized @Nullable Heirloom find(String connection) {
        return byId.get(connection);
    }

    /** A copy, the last to end first. */
    synchronized List<Heirloom> all() {
        return new ArrayList<>(lastFirst.values());
    }
}
