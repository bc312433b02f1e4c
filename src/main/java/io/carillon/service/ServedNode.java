package io.carillon.service;

import io.carillon.hub.Hub;
import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * The node that services use, as far as it matters to them.
 *
 * @param hub started
 * @param version the product's
 * @param draining whether it is about to stop
 * @param messageLimit bytes of the largest data
 */
public record ServedNode(Hub hub, String version, BooleanSupplier draining, int messageLimit, Clock clock) {}
