package io.carillon.config;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong, so that all of it is told at once. Of one thread. */
final class Violations {

    private final List<Violation> found = new ArrayList<>();

    void add(Origin origin, String path, String found, String allowed) {
        this.found.add(new Violation(origin.name(), path, found, allowed));
    }

    List<Violation> all() {
        return List.copyOf(found);
    }

    /**
     * @throws ConfigException with everything that was gathered
     */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }
}
