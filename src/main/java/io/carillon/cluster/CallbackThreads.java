package io.carillon.cluster;

import com.hazelcast.internal.util.ConcurrencyUtil;
import java.util.concurrent.ForkJoinPool;

/**
 * The threads on which Hazelcast completes its futures. It takes the JVM's common pool; where there are one or two cores,
 * that has a single thread, and Hazelcast starts a new one for each callback instead, two or three an operation, also for
 * those that are given an executor: inside, it chains futures of its own. An append then costs 600 µs. There is no setting
 * for it, so here its default is replaced by what it has on three cores.
 */
final class CallbackThreads {

    private static final int THREADS = 2;

    static {
        if (ForkJoinPool.getCommonPoolParallelism() < THREADS) {
            ConcurrencyUtil.setDefaultAsyncExecutor(new ForkJoinPool(
                    THREADS, ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true)); // first in, first out
        }
    }

    private CallbackThreads() {}

    /** Sees to it, once in a JVM. */
    static void prepare() {
        // the class has been loaded, and that is all
    }
}
