package io.carillon.gateway;

import io.carillon.config.AdmissionLimits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: how many connections there are, how fast they come, whether the node is about to stop. The one of an
 * endpoint asks that of the node, too. Any thread.
 */
public final class Admission {

    /** What is held to; it starts anew where the limits change. */
    private record Bounds(AdmissionLimits limits, @Nullable Rate rate, AddressRates addresses) {

        static Bounds of(AdmissionLimits limits, long now) {
            int most = limits.handshakesPerSecond();
            return new Bounds(
                    limits, most == 0 ? null : new Rate(most, now), new AddressRates(limits.handshakesPerAddress()));
        }
    }

    private volatile Bounds bounds;
    private final LongSupplier nanoTime;
    private final @Nullable Admission node;
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean draining;

    private Admission(AdmissionLimits limits, LongSupplier nanoTime, @Nullable Admission node) {
        this.bounds = Bounds.of(limits, nanoTime.getAsLong());
        this.nanoTime = nanoTime;
        this.node = node;
    }

    /**
     * That of a node.
     *
     * @param nanoTime a clock as {@link System#nanoTime}
     */
    static Admission ofNode(AdmissionLimits limits, LongSupplier nanoTime) {
        return new Admission(limits, nanoTime, null);
    }

    /** That of an endpoint of this node. */
    Admission ofEndpoint(AdmissionLimits limits) {
        return new Admission(limits, nanoTime, this);
    }

    /** Holds to other limits from now on. Those who are in stay, however many they are. */
    void change(AdmissionLimits limits) {
        if (!limits.equals(bounds.limits)) {
            bounds = Bounds.of(limits, nanoTime.getAsLong());
        }
    }

    /** Counts a handshake; false where there were more than the allowed number in a second. */
    public boolean handshake(String address) {
        long now = nanoTime.getAsLong();
        return bounds.addresses.take(address, now) && inTime(now) && (node == null || node.handshake(address));
    }

    private boolean inTime(long now) {
        Rate all = bounds.rate;
        if (all == null) {
            return true;
        }
        synchronized (all) {
            return all.take(now);
        }
    }

    /** Whether one more connection would be too many. */
    boolean isFull() {
        return open.get() >= bounds.limits.connections() || (node != null && node.isFull());
    }

    /** Takes a place; false where none is left. Whoever got one gives it back with {@link #leave}. */
    public boolean enter() {
        if (open.incrementAndGet() <= bounds.limits.connections() && (node == null || node.enter())) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /** Gives a place back. */
    public void leave() {
        open.decrementAndGet();
        if (node != null) {
            node.leave();
        }
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
        return draining || (node != null && node.isDraining());
    }
}
