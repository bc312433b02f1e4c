package io.carillon.count;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * How often each of a few things has happened. Any thread.
 *
 * @param <E> the things; all of them are there from the beginning, with nothing
 */
public final class Tally<E extends Enum<E>> {

    private final Map<E, LongAdder> counts;

    /** @param kinds the type of the things */
    public Tally(Class<E> kinds) {
        counts = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            counts.put(kind, new LongAdder());
        }
    }

    /** It has happened once more. */
    public void add(E kind) {
        LongAdder count = counts.get(kind);
        if (count != null) {
            count.increment();
        }
    }

    /** How often it has happened. */
    public long count(E kind) {
        LongAdder count = counts.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** Visits all of them, those that have never happened included. */
    public void forEach(BiConsumer<E, LongAdder> visitor) {
        counts.forEach(visitor);
    }
}
