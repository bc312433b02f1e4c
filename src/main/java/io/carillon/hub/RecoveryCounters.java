package io.carillon.hub;

import java.util.concurrent.atomic.LongAdder;

/**
 * What became of joins and gaps in stream rooms on this node.
 *
 * @param recovered joins that could go on from where the client was
 * @param unrecovered joins that could not
 * @param filled messages that members would have missed, and the store had
 * @param resets times that all members of a room on one event loop, or one who was joining, had to begin anew
 * @param failed reads that the store did not answer
 */
public record RecoveryCounters(
        LongAdder recovered, LongAdder unrecovered, LongAdder filled, LongAdder resets, LongAdder failed) {

    RecoveryCounters() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}
