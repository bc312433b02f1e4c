package io.carillon.schema;

import org.jspecify.annotations.Nullable;

/** One condition on a value. Immutable once its schema is whole; any thread. */
interface Check {

    /** Whether a value meets it; where it does not, {@link Walk} is told why, unless nobody wants to know. */
    boolean fits(@Nullable Object value, Walk walk);

    /**
     * Adds the properties and items that it has looked at, as {@code unevaluatedProperties} and {@code unevaluatedItems} want
     * to know it; for a value that meets it.
     */
    default void look(@Nullable Object value, Walk walk, Seen seen) {}

    /** What anything meets. */
    Check ALWAYS = (value, walk) -> true;

    /** What nothing meets. */
    Check NEVER = (value, walk) -> walk.misfit("nothing is allowed here");
}
