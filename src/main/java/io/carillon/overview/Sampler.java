package io.carillon.overview;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a node's numbers at regular times, at which all nodes of the cluster do, as far as their clocks agree; keeps what came of
 * it for some minutes. One timer, whose work a worker does: some microseconds, and half a millisecond as long as it is not
 * compiled. One sample after the other; {@link #since} is for any thread.
 */
final class Sampler {

    /** How often, in ms: at the multiples of this since 1970. */
    static final long EVERY = 2_000;

    /** Ten minutes. */
    static final int KEPT = 300;

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final List<Column> columns;
    private final Ring ring;
    private final long[] before;
    private final long[] row;

    Sampler(List<Column> columns) {
        this.columns = columns;
        this.ring = new Ring(columns.size(), KEPT);
        this.before = new long[columns.size()];
        this.row = new long[columns.size()];
        read();
    }

    /** Begins; ends with the Vert.x. */
    void start(Vertx vertx) {
        next(vertx, System.currentTimeMillis());
    }

    private void next(Vertx vertx, long after) {
        long due = (after / EVERY + 1) * EVERY;
        vertx.setTimer(Math.max(1, due - System.currentTimeMillis()), fired -> {
            long time = nearest(System.currentTimeMillis());
            vertx.executeBlocking(
                            () -> {
                                sample(time);
                                return time;
                            },
                            false)
                    .onFailure(cause -> LOG.error("a sample failed", cause))
                    .onComplete(done -> next(vertx, time));
        });
    }

    /** Timers are some ms late, or early by the clock that people see. */
    private static long nearest(long now) {
        return (now + EVERY / 2) / EVERY * EVERY;
    }

    /** @param time the end of what is sampled, in ms since 1970 */
    void sample(long time) {
        read();
        ring.add(time, row);
    }

    private void read() {
        for (int i = 0; i < row.length; i++) {
            Column column = columns.get(i);
            long number = column.source().getAsLong();
            row[i] = column.grows() ? number - before[i] : number;
            before[i] = number;
        }
    }

    /** What was sampled last of a column; empty where nothing was yet. */
    OptionalLong newest(int column) {
        return ring.newest(column);
    }

    /** What was sampled after a time, in ms since 1970. */
    Ring.Cut since(long time) {
        return ring.since(time);
    }
}
