package io.carillon.cluster;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What this node holds of streams, its copies included, as each sweep counts it. All threads count. */
final class StreamsHeld {

    /** One sweep's count, while it goes on. */
    private record Count(long sweep, LongAdder streams, LongAdder bytes) {

        Count(long sweep) {
            this(sweep, new LongAdder(), new LongAdder());
        }
    }

    private record Counts(Count current, Count complete) {}

    private final AtomicReference<Counts> counts = new AtomicReference<>(new Counts(new Count(0), new Count(0)));

    /** One more stream, in a sweep; sweeps come one after the other. */
    void count(long sweep, long bytes) {
        Count count = of(sweep);
        count.streams.increment();
        count.bytes.add(bytes);
    }

    private Count of(long sweep) {
        Counts now = counts.get();
        while (now.current.sweep != sweep) {
            Counts next = new Counts(new Count(sweep), now.current);
            now = counts.compareAndSet(now, next) ? next : counts.get();
        }
        return now.current;
    }

    /** Streams at the last sweep that is certainly complete; those of one that has just begun would be too few. */
    long streams() {
        return counts.get().complete.streams.sum();
    }

    /** Their memory, an estimate. */
    long bytes() {
        return counts.get().complete.bytes.sum();
    }
}
