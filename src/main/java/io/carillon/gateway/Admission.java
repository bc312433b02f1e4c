package io.carillon.gateway;

import io.carillon.config.LimitsConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Who may come in: how many connections the node has, how fast they come, whether it is about to stop. Any thread. */
final class Admission {

    private static final long SECOND = 1_000_000_000L;

    private final int limit;
    private final int perSecond;
    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean draining;
    private long credit;
    private long counted;

    /**
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    Admission(LimitsConfig limits, LongSupplier nanoTime) {
        this.limit = limits.connections();
        this.perSecond = limits.handshakesPerSecond();
        this.nanoTime = nanoTime;
        this.credit = perSecond * SECOND;
        this.counted = nanoTime.getAsLong();
    }

    /**
     * Counts a handshake; false where there were more than the allowed number in a second. A second's worth may come at
     * once after a quiet time.
     */
    synchronized boolean handshake() {
        if (perSecond == 0) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long passed = Math.min(now - counted, SECOND);
        counted = now;
        credit = Math.min(credit + passed * perSecond, perSecond * SECOND);
        if (credit < SECOND) {
            return false;
        }
        credit -= SECOND;
        return true;
    }

    /** Whether one more connection would be too many. */
    boolean isFull() {
        return open.get() >= limit;
    }

    /** Takes a place; false where none is left. Whoever got one gives it back with {@link #leave}. */
    boolean enter() {
        if (open.incrementAndGet() <= limit) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void leave() {
        open.decrementAndGet();
    }

    /** How many connections are open. */
    int connections() {
        return open.get();
    }

    /** Lets nobody in from now on. */
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }
}
