package io.carillon.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of nodes that have stopped, as those have left them here: what there is to tell of each. Bounded; what came
 * first goes first. Any thread.
 */
final class Inheritance {

    /** What is kept for each event that the node's own logbook may have, in bytes. */
    private static final int BYTES_AN_EVENT = 128;

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

    private final Map<String, Heirloom> all = new LinkedHashMap<>();
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
        if (all.putIfAbsent(heirloom.departed.connection(), heirloom) != null) {
            return;
        }
        weight += heirloom.weight();
        Iterator<Heirloom> eldest = all.values().iterator();
        while (weight > most && eldest.hasNext()) {
            weight -= eldest.next().weight();
            eldest.remove();
        }
    }

    synchronized @Nullable Heirloom find(String connection) {
        return all.get(connection);
    }

    /** A copy, in the order in which they came. */
    synchronized List<Heirloom> all() {
        return new ArrayList<>(all.values());
    }
}
