package io.carillon.cluster;

import java.util.concurrent.atomic.AtomicLong;

/** For how long the machine has let this process stand still: what is late by that is not the product's fault. */
final class Standstill {

    private static final long TICK_MILLIS = 5;

    private final AtomicLong longest = new AtomicLong();
    private volatile long last = System.nanoTime();

    /** Looks from now on. */
    Standstill() {
        Thread thread = new Thread(this::run, "standstill");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                longest.accumulateAndGet(look(), Math::max);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long look() {
        long now = System.nanoTime();
        long millis = (now - last) / 1_000_000;
        last = now;
        return millis;
    }

    /** The longest, in ms, since this was asked for last. */
    long longest() {
        return Math.max(longest.getAndSet(0), (System.nanoTime() - last) / 1_000_000);
    }
}
