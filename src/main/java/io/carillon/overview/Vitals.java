package io.carillon.overview;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a node knows of itself beside what it counts. Any thread asks; nothing blocks.
 *
 * @param version the product's
 * @param started when, in ms since 1970
 * @param draining whether it is about to stop
 * @param unready why it does not want connections; empty where it does
 * @param limit how many connections there may be
 * @param directUsed memory of buffers outside of the heap, in bytes
 * @param directLimit how much that may be
 */
public record Vitals(
        String version,
        long started,
        BooleanSupplier draining,
        Supplier<Optional<String>> unready,
        LongSupplier limit,
        LongSupplier directUsed,
        LongSupplier directLimit) {}
