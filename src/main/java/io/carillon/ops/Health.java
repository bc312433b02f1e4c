package io.carillon.ops;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How a node is. Asked on an event loop: nothing here may block.
 *
 * @param ready whether the node wants connections now
 * @param safe whether its data has its copies
 * @param nodes how many nodes there are, as it knows
 */
public record Health(BooleanSupplier ready, Supplier<Future<Boolean>> safe, IntSupplier nodes) {}
