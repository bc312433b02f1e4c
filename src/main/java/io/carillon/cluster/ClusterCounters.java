package io.carillon.cluster;

import io.carillon.count.Times;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this node has had to do with others since it joined. Every publication is counted once for each node that it is
 * for. All threads add; reading is never exact while they do.
 *
 * @param sent publications handed to the event bus
 * @param parcels event-bus messages that they were joined into
 * @param bytes their size
 * @param dropped publications not sent because too much waited for a peer that does not take it
 * @param lost publications that the event bus says it has not delivered
 * @param received publications that came from other nodes
 * @param receivedBytes their size, as it came
 * @param roundTrips how long other nodes took to answer a question about nothing
 * @param broken event-bus messages that could not be read
 * @param late event-bus messages with publications that came after later ones, or twice, and were not delivered
 */
public record ClusterCounters(
        LongAdder sent,
        LongAdder parcels,
        LongAdder bytes,
        LongAdder dropped,
        LongAdder lost,
        LongAdder received,
        LongAdder receivedBytes,
        Times roundTrips,
        LongAdder broken,
        LongAdder late) {

    ClusterCounters() {
        this(
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new Times(),
                new LongAdder(),
                new LongAdder());
    }
}
