package io.carillon.hub;

import io.carillon.message.Result;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What became of a join.
 *
 * @param start where the room's stream begins for the client; null where it has none
 * @param count how many members it has, this one included; null where it has no presence
 * @param begin to be called once the client was told so, on the connection's event loop: what follows is delivered then
 */
public record Entry(Result.@Nullable Start start, @Nullable Integer count, Runnable begin) {

    /** Into a room without a stream. */
    static final Future<Entry> PLAIN = Future.succeededFuture(new Entry(null, null, () -> {}));
}
