package io.carillon.service;

import io.carillon.config.ConnectionLimits;
import io.carillon.hub.Hub;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The node that services use, as far as it matters to them.
 *
 * @param hub started
 * @param version the product's
 * @param draining whether it is about to stop
 * @param limits what data may have now, and what may be answered at once
 */
public record ServedNode(
        Hub hub, String version, BooleanSupplier draining, Supplier<ConnectionLimits> limits, Clock clock) {

    /** Bytes of the largest data. */
    public int messageLimit() {
        return limits.get().message();
    }

    /** Bytes that may be answered at once. */
    public int queueLimit() {
        return limits.get().queue();
    }
}
