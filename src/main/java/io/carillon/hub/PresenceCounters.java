package io.carillon.hub;

import java.util.concurrent.atomic.LongAdder;

/**
 * Who is in rooms with presence on this node. Any thread.
 *
 * @param members connections of this node, each once for each room
 * @param rooms that this node uses
 */
public record PresenceCounters(LongAdder members, LongAdder rooms) {

    PresenceCounters() {
        this(new LongAdder(), new LongAdder());
    }
}
