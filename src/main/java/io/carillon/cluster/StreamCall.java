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
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operation on the streams: tried again while nodes come and go, and given up after a time. The same operation is
 * handed in each time, so that its owner knows it again. Any thread; the future completes on the caller's context.
 *
 * @param <A> what Hazelcast answers
 * @param <R> what that means
 */
final class StreamCall<A, R> {

    /** What a caller waits at most: a node that died is replaced long before, one that is frozen is not. ms. */
    static final long LIMIT = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(StreamCall.class);
    private static final long PAUSE = 50;

    private final VertxInternal vertx;
    private final HazelcastInstance hazelcast;
    private final Supplier<CompletionStage<A>> operation;
    private final Function<A, R> reader;
    private final Promise<R> promise;

    StreamCall(
            VertxInternal vertx,
            HazelcastInstance hazelcast,
            Supplier<CompletionStage<A>> operation,
            Function<A, R> reader) {
        this.vertx = vertx;
        this.hazelcast = hazelcast;
        this.operation = operation;
        this.reader = reader;
        this.promise = vertx.promise();
    }

    Future<R> start() {
        long timer = vertx.setTimer(LIMIT, id -> promise.tryFail(unavailable("no answer within " + LIMIT + " ms")));
        attempt();
        return promise.future().onComplete(done -> vertx.cancelTimer(timer));
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
            return;
        }
        try {
            promise.tryComplete(reader.apply(answer));
        } catch (RefusedException e) {
            promise.tryFail(e);
        } catch (RuntimeException e) {
            promise.tryFail(internal(e));
        }
    }

    private void failed(Throwable cause) {
        boolean running = hazelcast.getLifecycleService().isRunning();
        if (running && mayPass(cause)) {
            vertx.setTimer(PAUSE, id -> attempt());
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

    private static RefusedException unavailable(String found) {
        return new RefusedException(ErrorCode.UNAVAILABLE, "the room's stream cannot be reached now: " + found);
    }

    private static RefusedException internal(Throwable cause) {
        LOG.error("a stream's operation failed", cause);
        return new RefusedException(ErrorCode.INTERNAL, "the room's stream cannot be used");
    }
}
