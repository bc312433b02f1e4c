package io.carillon.bench;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** What one event loop counts. It alone writes; the figures may be read by one other thread. */
final class Tally {

    private static final int DIGITS = 3;

    final LongAdder connected = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder published = new LongAdder();
    final LongAdder arrived = new LongAdder();
    /** Errors that the server answered to what was published. */
    final LongAdder errors = new LongAdder();

    final LongAdder unsent = new LongAdder();

    private final SingleWriterRecorder latencies = new SingleWriterRecorder(DIGITS);
    private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

    /** How long a counted delivery took, in ns. */
    void record(long latency) {
        latencies.recordValue(Math.max(0, latency));
    }

    /** Adds what was recorded since the last call. */
    void drainTo(Histogram all) {
        all.add(latencies.getIntervalHistogram());
    }

    /** Keeps the first that is said. */
    void problem(String what) {
        problem.compareAndSet(null, what);
    }

    @Nullable
    String problem() {
        return problem.get();
    }
}
