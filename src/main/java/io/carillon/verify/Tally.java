package io.carillon.verify;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What all clients count together. Any thread. */
final class Tally {

    final LongAdder published = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder inRooms = new LongAdder();
    final LongAdder recovered = new LongAdder();
    final LongAdder unrecovered = new LongAdder();
    final LongAdder resets = new LongAdder();
    final LongAdder refused = new LongAdder();

    private final Map<String, LongAdder> ends = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> problem = new AtomicReference<>();

    /** A connection is over, or did not come about. */
    void ended(String how) {
        ends.computeIfAbsent(how, unknown -> new LongAdder()).increment();
    }

    /** How connections ended, and how often. */
    Map<String, LongAdder> ends() {
        return ends;
    }

    /** Something that trying again does not help; the first one counts. */
    void problem(String text) {
        problem.compareAndSet(null, text);
    }

    @Nullable
    String problem() {
        return problem.get();
    }
}
