package io.carillon.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way of questions and answers to one peer: in the order of each thread that sends, and bounded, since the event bus
 * queues without limit for a peer that does not read. Any thread.
 */
final class QuestionLink {

    /** What may be handed to the bus and not be written yet, in bytes; one parcel always may, whatever it has. */
    static final long MOST_WAITING = 8 << 20;

    /** What a parcel costs beside its bytes. */
    private static final int OVERHEAD = 256;

    private final Context context;
    private final Function<Parcel, Future<Void>> bus;
    private final AtomicLong waiting = new AtomicLong();

    /**
     * @param context where it is written
     */
    QuestionLink(Context context, Function<Parcel, Future<Void>> bus) {
        this.context = context;
        this.bus = bus;
    }

    /**
     * Sends a parcel.
     *
     * @param head called when it is its turn, so that heads are in the order in which they are written
     * @param failed called where it cannot be written; any thread
     * @return false where too much waits, and nothing was done
     */
    boolean send(Supplier<byte[]> head, byte[] body, Runnable failed) {
        long weight = body.length + OVERHEAD;
        if (waiting.addAndGet(weight) > MOST_WAITING && waiting.get() != weight) {
            waiting.addAndGet(-weight);
            return false;
        }
        context.runOnContext(nothing -> bus.apply(new Parcel(head.get(), List.of(body)))
                .onComplete(written -> {
                    waiting.addAndGet(-weight);
                    if (written.failed()) {
                        failed.run();
                    }
                }));
        return true;
    }

    /** How many bytes wait. */
    long waiting() {
        return waiting.get();
    }
}
