package io.carillon.bench;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What one receiver has heard of one stream, and what went wrong on the way. Not thread-safe. */
final class Sequence {

    private int next;
    private @Nullable BitSet missing;
    private int doubled;
    private int late;

    /** The message with this number has come. */
    void accept(int number) {
        if (number == next) {
            next++;
        } else if (number > next) {
            missing().set(next, number);
            next = number + 1;
        } else if (missing().get(number)) {
            missing().clear(number);
            late++;
        } else {
            doubled++;
        }
    }

    private BitSet missing() {
        BitSet known = missing;
        if (known == null) {
            known = new BitSet();
            missing = known;
        }
        return known;
    }

    /**
     * @param published how many there were in all
     */
    Faults faults(int published) {
        BitSet gaps = missing;
        long lost = (gaps == null ? 0 : gaps.cardinality()) + (long) Math.max(0, published - next);
        return new Faults(lost, doubled, late, 0);
    }
}
