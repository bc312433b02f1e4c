package io.carillon.schema;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/** Which properties and items of one value some part of a schema has said something about. Of one thread. */
final class Seen {

    private final Set<String> names = new HashSet<>();
    private final BitSet items = new BitSet();
    private boolean all;

    void add(String name) {
        names.add(name);
    }

    void add(int item) {
        items.set(item);
    }

    /** All from the first to before this one. */
    void addUpTo(int item) {
        items.set(0, item);
    }

    void addAll() {
        all = true;
    }

    boolean has(String name) {
        return all || names.contains(name);
    }

    boolean has(int item) {
        return all || items.get(item);
    }
}
