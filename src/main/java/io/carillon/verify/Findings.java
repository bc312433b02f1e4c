package io.carillon.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a check has found. All violations are counted, and of each kind the first ones kept with their evidence: whoever
 * looks at a thousand needs no more.
 */
public final class Findings {

    private static final int KEPT = 20;

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<Violation> violations = new ArrayList<>();
    private final Set<String> once = new HashSet<>();
    private long discarded;
    private long trimmed;

    void add(Violation violation) {
        if (counts.merge(violation.kind(), 1, Integer::sum) <= KEPT) {
            violations.add(violation);
        }
    }

    /** The same, if nobody has reported this kind for this message: what is stored wrongly, all subscribers see. */
    void addOnce(long id, Violation violation) {
        if (once.add(violation.kind() + " " + id)) {
            add(violation);
        }
    }

    /** A message that a subscriber was told to forget by a break, and that the stream does not have. */
    void discarded() {
        discarded++;
    }

    /** An acknowledged message that the stream does not keep any more, by its size or age. */
    void trimmed() {
        trimmed++;
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many there were of each kind; those of which there was none are left out. */
    public Map<Kind, Integer> counts() {
        return counts;
    }

    public int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** In the order in which they were found. */
    public List<Violation> violations() {
        return violations;
    }

    long discardedCount() {
        return discarded;
    }

    long trimmedCount() {
        return trimmed;
    }
}
