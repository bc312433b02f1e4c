package io.carillon.hub;

import io.carillon.message.Publication;
import io.carillon.trace.Span;
import io.carillon.trace.Tracing;
import io.carillon.trace.Work;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one message on this node, over all event loops with members: ends with the last of them. Where nobody keeps
 * a trace, there is none. Thread-safe.
 */
final class Delivery {

    private final Span span;
    private final AtomicInteger loops;
    private final AtomicInteger members = new AtomicInteger();

    private Delivery(Span span, int loops) {
        this.span = span;
        this.loops = new AtomicInteger(loops);
    }

    /**
     * Begins where somebody keeps the trace of a message.
     *
     * @param loops on how many event loops there are members
     */
    static @Nullable Delivery begin(Publication publication, int loops, Tracing tracing) {
        Span span = publication.trace() == null
                ? null
                : tracing.begin(Work.DELIVER, publication.trace(), publication.room());
        if (span == null) {
            return null;
        }
        Delivery delivery = new Delivery(span, loops);
        if (loops == 0) {
            delivery.end();
        }
        return delivery;
    }

    /** It was handed to so many members on one of the event loops. */
    void handed(int count) {
        members.addAndGet(count);
        if (loops.decrementAndGet() == 0) {
            end();
        }
    }

    private void end() {
        span.set("carillon.members", members.get()).end();
    }
}
