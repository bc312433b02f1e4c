package io.carillon.hub;

import io.carillon.count.Times;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the messages of rooms on this node. All threads add, once for all members of a room on an event loop.
 *
 * @param published messages that this node was to hand to the rooms of all nodes, whoever wanted that
 * @param received messages for members on this node, of publishers here and elsewhere
 * @param deliveries messages handed to members, each once for each of them
 * @param turns how long it took from when this node had a message for its members until it was written to all of them on one event
 *     loop, once for each event loop
 * @param writes the same from when this node had accepted the message, what it took to store it included; of its own
 *     publishers' messages alone, since clocks of nodes differ
 */
public record FanOut(LongAdder published, LongAdder received, LongAdder deliveries, Times turns, Times writes) {

    FanOut() {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new Times(), new Times());
    }
}
