package io.carillon.cluster;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One life of a node, from when it joins until it leaves.
 *
 * @param node its id, which Vert.x has given it; the same in the next life on the same Vert.x
 * @param incarnation larger than that of any earlier life of the node
 */
record Life(String node, long incarnation) {

    private static final AtomicLong LAST = new AtomicLong();

    /** A node that joins, leaves and joins again has a later life, even within a millisecond. Any thread. */
    static Life begin(String node) {
        long now = System.currentTimeMillis();
        return new Life(node, LAST.accumulateAndGet(now, (last, time) -> Math.max(last + 1, time)));
    }
}
