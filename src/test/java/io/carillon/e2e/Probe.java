package io.carillon.e2e;

import io.carillon.support.Client;
import io.carillon.support.Tokens;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who behaves, beside those who do not: publishes to a room every few milliseconds and waits until the message
 * is back, each time noting how long that took.
 */
final class Probe implements AutoCloseable {

    private static final int MOST = 1_000_000;

    private final Client client;
    private final Thread thread;
    private final long[] nanos = new long[MOST];
    private volatile int count;
    private volatile int from;
    private volatile boolean stopped;
    private volatile Throwable failure;

    Probe(ServerProcess server) {
        client = Client.connect(server.uri().getPort(), "/ws", Tokens.of("probe"));
        client.join("probe");
        thread = new Thread(this::run, "probe");
        thread.start();
    }

    private void run() {
        try {
            while (!stopped && count < MOST) {
                long before = System.nanoTime();
                client.publish("probe", "x");
                client.next();
                nanos[count] = System.nanoTime() - before;
                count++;
                Thread.sleep(2);
            }
        } catch (RuntimeException | AssertionError | InterruptedException e) {
            failure = e;
        }
    }

    /** Forgets what was measured so far. */
    void reset() {
        from = count;
    }

    /** Waits until that many were measured since the last reset. */
    void awaitRoundTrips(int enough) {
        while (count - from < enough) {
            if (failure != null) {
                throw new AssertionError("the probe failed", failure);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What was measured since the last reset. */
    String figures() {
        long[] sorted = Arrays.copyOfRange(nanos, from, count);
        Arrays.sort(sorted);
        return String.format(
                "%d round trips, p50 %.2f ms, p99 %.2f ms, max %.1f ms",
                sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    /** In ms. */
    private static double at(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * part))] / 1e6;
    }

    /** Fails where a message got lost. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        client.close();
        if (failure != null) {
            throw new AssertionError("the probe failed", failure);
        }
    }
}
