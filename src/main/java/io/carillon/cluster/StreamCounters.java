package io.carillon.cluster;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What this node has had to do with streams since it joined. All threads add.
 *
 * @param appended messages stored for this node's publishers
 * @param duplicates publications that were known by their keys
 * @param reads parts of streams read for this node
 * @param failed operations that had no answer, or a refusal
 * @param streams that this node holds, copies included, at the last sweep (a minute ago at most)
 * @param bytes their memory then, an estimate
 */
public record StreamCounters(
        LongAdder appended,
        LongAdder duplicates,
        LongAdder reads,
        LongAdder failed,
        LongSupplier streams,
        LongSupplier bytes) {

    StreamCounters(StreamsHeld held) {
        this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), held::streams, held::bytes);
    }
}
