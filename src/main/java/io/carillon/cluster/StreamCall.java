package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IndeterminateOperationState;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.partition.NoDataMemberInClusterException;
import com.hazelcast.spi.exception.RetryableException;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation on a map of ours: tried again while nodes come and go, and given up after a time. The same operation is
 * handed in each time, so that its owner knows it again. Any thread.
 *
 * @param <A> what Hazelcast answers
 * @param <R> what that means
 */
final class StreamCall<A, R> {

    /**
     * What goes for it.
     *
     * @param what is asked, for messages
     * @param millis what a caller waits at most: a node that died is replaced long before 5 s, one that is frozen is not
     */
    record Terms(String what, long millis) {}

    private static final Logger LOG = LoggerFactory.getLogger(StreamCall.class);
    private static final long PAUSE = 50;

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final Terms terms;
    private final Supplier<CompletionStage<A>> operation;
    private final Function<A, R> reader;
    private final Promise<R> promise = Promise.promise();
    private final long started = System.nanoTime();

    StreamCall(
            VertxInternal vertx,
            HazelcastInstance hazelcast,
            Terms terms,
            Supplier<CompletionStage<A>> operation,
            Function<A, R> reader) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.terms = terms;
        this.operation = operation;
        this.reader = reader;
    }

    /** Completes on the caller's context. */
    Future<R> start() {
        PromiseInternal<R> here = vertx.promise();
        startAnywhere().onComplete(here);
        return here.future();
    }

    /** Completes on whatever thread learns of it, at once. */
    Future<R> startAnywhere() {
        long timer = in(terms.millis(), () -> promise.tryFail(late()));
        attempt();
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    /** Also when the caller's verticle has gone: others may wait behind it. */
    private long in(long millis, Runnable task) {
        try {
            return vertx.getOrCreateContext().setTimer(millis, id -> task.run());
        } catch (RejectedExecutionException e) { // Vert.x has been closed
            promise.tryFail(unavailable(e.getClass().getSimpleName()));
            return -1;
        }
    }

    /** Tries once more, beside what is on its way. Any thread. */
    void again() {
        attempt();
    }

    private void attempt() {
        if (promise.future().isComplete()) {
            return;
        }
        try {
            // Hazelcast's own executor starts a thread for each where there are few cores
            operation.get().whenCompleteAsync(this::ended, Runnable::run);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void ended(A answer, Throwable cause) {
        if (cause != null) {
            Throwable inner = cause instanceof CompletionException ? cause.getCause() : null;
            failed(inner == null ? cause : inner);
        } else {
            understand(answer);
        }
    }

    private void understand(A answer) {
        try {
            R meaning = reader.apply(answer);
            if (System.nanoTime() - started > TimeUnit.MILLISECONDS.toNanos(terms.millis())) {
                promise.tryFail(late()); // this process stood still, and Hazelcast may have given up waiting for copies
            } else {
                promise.tryComplete(meaning);
            }
        } catch (CopiesMissingException e) {
            in(PAUSE, this::attempt);
        } catch (RefusedException e) {
            promise.tryFail(e);
        } catch (RuntimeException e) {
            promise.tryFail(internal(e));
        }
    }

    private void failed(Throwable cause) {
        boolean running = hazelcast.getLifecycleService().isRunning();
        if (running && mayPass(cause)) {
            in(PAUSE, this::attempt);
        } else if (!running || isOutside(cause)) {
            promise.tryFail(unavailable(cause.getClass().getSimpleName()));
        } else {
            promise.tryFail(internal(cause));
        }
    }

    /** Nodes have come or gone: the next owner knows what the last one did. */
    private static boolean mayPass(Throwable cause) {
        return cause instanceof RetryableException
                || cause instanceof IndeterminateOperationState
                || cause
                        instanceof
                        IndeterminateOperationStateException // the node died with it, or a copy did not answer
                || cause instanceof HazelcastInstanceNotActiveException;
    }

    private static boolean isOutside(Throwable cause) {
        return cause instanceof OperationTimeoutException
                || cause instanceof NoDataMemberInClusterException
                || cause instanceof IllegalStateException // the cluster is being stopped
                || cause instanceof RejectedExecutionException;
    }

    private RefusedException late() {
        return unavailable("no answer within " + terms.millis() + " ms");
    }

    private RefusedException unavailable(String found) {
        return new RefusedException(ErrorCode.UNAVAILABLE, terms.what() + " cannot be reached now: " + found);
    }

    private RefusedException internal(Throwable cause) {
        LOG.error("an operation failed: {}", terms.what(), cause);
        return new RefusedException(ErrorCode.INTERNAL, terms.what() + " cannot be used");
    }
}
