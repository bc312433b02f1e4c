package io.carillon.ops;

import io.carillon.count.Beats;
import io.vertx.core.Future;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How a node is. Asked on an event loop: nothing here may block.
 *
 * @param readiness whether the node wants connections now
 * @param safe whether its data has its copies
 * @param nodes how many nodes there are, as it knows
 * @param beats of its event loops
 */
public record Health(Readiness readiness, Supplier<Future<Boolean>> safe, IntSupplier nodes, Beats beats) {}
