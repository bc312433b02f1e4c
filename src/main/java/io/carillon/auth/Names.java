package io.carillon.auth;

import io.carillon.message.NamePattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names of rooms or users, by name and by pattern. They are looked up, and only where that finds nothing are patterns gone
 * through.
 */
record Names(Set<String> names, List<NamePattern> patterns) {

    /** None at all. */
    static final Names NONE = new Names(Set.of(), List.of());

    /** None yet. */
    static Names empty() {
        return new Names(new HashSet<>(), new ArrayList<>());
    }

    void add(NamePattern pattern) {
        pattern.literal().ifPresentOrElse(names::add, () -> patterns.add(pattern));
    }

    /** The same, as small as it can be, and not to be changed: connections keep it. */
    Names compact() {
        return names.isEmpty() && patterns.isEmpty() ? NONE : new Names(Set.copyOf(names), List.copyOf(patterns));
    }

    boolean isEmpty() {
        return names.isEmpty() && patterns.isEmpty();
    }

    boolean include(String name) {
        if (names.contains(name)) {
            return true;
        }
        for (NamePattern pattern : patterns) {
            if (pattern.matches(name)) {
                return true;
            }
        }
        return false;
    }
}
