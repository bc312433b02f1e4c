package io.carillon.overview;

import java.util.function.LongSupplier;

/**
 * One number of a sample.
 *
 * @param group what it is one of, like {@code closes}; empty where it stands for itself
 * @param name as it is shown
 * @param grows whether the source only grows, so that the sample has by how much; otherwise it has the source as it is
 * @param digits behind the point, which the source is without
 * @param source any thread may ask it, and it does not block
 */
record Column(String group, String name, boolean grows, int digits, LongSupplier source) {

    /** What has happened so often. */
    static Column total(String group, String name, LongSupplier source) {
        return new Column(group, name, true, 0, source);
    }

    /** How something is. */
    static Column level(String name, int digits, LongSupplier source) {
        return new Column("", name, false, digits, source);
    }

    /** A number of it as it is shown. */
    Number shown(long number) {
        if (digits == 0) {
            return number;
        }
        return number / Math.pow(10, digits);
    }
}
