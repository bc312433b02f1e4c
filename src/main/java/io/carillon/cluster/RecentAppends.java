package io.carillon.cluster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Appends that were stored lately, those of each node for themselves: however busy the others are, what a node may hand in
 * again is known. It waits for the answer to one batch to a room before it sends the next, so that is its last batch. For
 * one thread at a time.
 */
final class RecentAppends {

    /** Longer than a frozen owner is waited for, after which appends that had no answer are tried elsewhere. */
    static final Recent.Window OF_NODE = new Recent.Window(60, BatchTask.MOST);

    /** What the JVM needs for each node beside what its ids take. */
    private static final long EACH = 56;

    private static final Recent[] NONE = new Recent[0];

    private Recent[] nodes = NONE; // none is empty

    /** What the arrays hold. */
    long bytes() {
        long bytes = nodes.length * EACH;
        for (Recent ids : nodes) {
            bytes += ids.bytes();
        }
        return bytes;
    }

    /** As {@link Recent#find}. */
    long find(RecordId id, long newest, long now) {
        Recent ids = of(id.high());
        return ids == null ? 0 : ids.find(id, newest, now);
    }

    /** Whether one that the same node handed in later was stored. */
    boolean isPassed(RecordId id) {
        Recent ids = of(id.high());
        return ids != null && ids.newest().low() > id.low();
    }

    void add(RecordId id, long offset, long now) {
        ofNode(id.high()).add(id, offset, now);
    }

    /** Forgets those whose time is over. */
    void expire(long now) {
        int left = 0;
        for (Recent ids : nodes) {
            ids.expire(now);
            left += ids.size() > 0 ? 1 : 0;
        }
        if (left < nodes.length) {
            nodes = left == 0 ? NONE : kept(left);
        }
    }

    private Recent[] kept(int left) {
        Recent[] kept = new Recent[left];
        int at = 0;
        for (Recent ids : nodes) {
            if (ids.size() > 0) {
                kept[at++] = ids;
            }
        }
        return kept;
    }

    private @Nullable Recent of(long node) {
        for (Recent ids : nodes) {
            if (ids.newest().high() == node) {
                return ids;
            }
        }
        return null;
    }

    /** To be added to. */
    private Recent ofNode(long node) {
        Recent known = of(node);
        if (known != null) {
            return known;
        }
        Recent ids = new Recent(OF_NODE);
        nodes = Arrays.copyOf(nodes, nodes.length + 1);
        nodes[nodes.length - 1] = ids;
        return ids;
    }

    void write(WireWriter writer) {
        int size = 0;
        for (Recent ids : nodes) {
            size += ids.size();
        }
        writer.count(size);
        for (Recent ids : nodes) {
            ids.writeIds(writer);
        }
    }

    /** @throws WireException where more are announced than follow */
    static RecentAppends read(WireReader reader) {
        int size = reader.count();
        RecentAppends appends = new RecentAppends();
        for (int i = 0; i < size; i++) {
            long node = reader.number();
            long number = reader.number();
            appends.ofNode(node).restore(node, number, reader.number());
        }
        return appends;
    }
}
