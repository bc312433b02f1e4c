package io.carillon.cluster;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether publications for a peer may wait, or are dropped: from when too much waits until half of it is gone. On the hot
 * path; thread-safe, takes no lock.
 *
 * <p>Only those who ask end the dropping. Whoever empties the queue cannot: it may do so between the look at what waits
 * and the decision to drop, and would not come again, since nothing waits any more.
 */
final class Overflow {

    private static final Logger LOG = LoggerFactory.getLogger(Overflow.class);

    private final String peer;
    private final long most;
    private final LongSupplier waiting;
    private final AtomicBoolean dropping = new AtomicBoolean();

    /**
     * @param most so many bytes may wait
     * @param waiting how many do; read on any thread
     */
    Overflow(String peer, long most, LongSupplier waiting) {
        this.peer = peer;
        this.most = most;
        this.waiting = waiting;
    }

    /** Whether one more may wait. Any thread. */
    boolean mayWait() {
        if (dropping.get()) {
            return mayWaitAgain();
        }
        if (waiting.getAsLong() < most) {
            return true;
        }
        if (dropping.compareAndSet(false, true)) {
            LOG.warn("the peer does not take what is sent to it, publications for it are dropped: node={}", peer);
        }
        return false;
    }

    private boolean mayWaitAgain() {
        if (waiting.getAsLong() >= most / 2) {
            return false;
        }
        if (dropping.compareAndSet(true, false)) {
            LOG.info("the peer takes what is sent to it again: node={}", peer);
        }
        return true;
    }
}
