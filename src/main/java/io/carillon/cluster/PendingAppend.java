package io.carillon.cluster;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.cluster.StreamStore.Appended;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An append that was handed in here, until its caller has been answered, on the context where it was handed in. Any thread. */
final class PendingAppend {

    private static final Logger LOG = LoggerFactory.getLogger(PendingAppend.class);

    /** What it costs beside its record, in bytes. */
    private static final int FIXED = 512;

    /**
     * What is to be stored, without what the node adds when it sends it.
     *
     * @param record of {@link RecordCodec}
     * @param key null where its publisher has none
     */
    record Wish(byte[] record, @Nullable RecordId key, Retention retention) {}

    private final Wish wish;
    private final long due;
    private final ContextInternal context;
    private final Promise<Appended> promise;

    /** @param due when its caller is told that it takes too long, in ns as {@link System#nanoTime} counts */
    PendingAppend(Wish wish, long due, ContextInternal context) {
        this.wish = wish;
        this.due = due;
        this.context = context;
        this.promise = context.promise();
    }

    Future<Appended> future() {
        return promise.future();
    }

    /** As what it is sent. */
    Addition as(RecordId id) {
        return new Addition(wish.record, id, wish.key, wish.retention);
    }

    /** Of its record. */
    int bytes() {
        return wish.record.length;
    }

    /** What it costs in memory, in bytes. */
    long weight() {
        return bytes() + FIXED;
    }

    boolean isOver(long now) {
        return due - now <= 0;
    }

    /** How long until it takes too long, in ms, rounded up; 1 at least. */
    long millisLeft(long now) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(due - now + TimeUnit.MILLISECONDS.toNanos(1) - 1));
    }

    /**
     * Answers in order, but for those who were answered before. Whoever waits on one context hears it in that order: nobody is
     * told within a call of his own, ahead of what is on its way to him.
     *
     * @param answers one for each
     */
    static void answer(List<PendingAppend> all, AsyncResult<List<Appended>> answers) {
        for (int from = 0; from < all.size(); ) {
            ContextInternal context = all.get(from).context;
            int to = from + 1;
            while (to < all.size() && all.get(to).context == context) {
                to++;
            }
            answer(context, all, answers, from, to);
            from = to;
        }
    }

    private static void answer(
            ContextInternal context, List<PendingAppend> all, AsyncResult<List<Appended>> answers, int from, int to) {
        try {
            context.runOnContext(run -> {
                for (int i = from; i < to; i++) {
                    all.get(i).answer(answers, i);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("{} answers to appends come after Vert.x was closed", to - from);
        }
    }

    private void answer(AsyncResult<List<Appended>> answers, int place) {
        if (answers.succeeded()) {
            promise.tryComplete(answers.result().get(place));
        } else {
            promise.tryFail(answers.cause());
        }
    }
}
