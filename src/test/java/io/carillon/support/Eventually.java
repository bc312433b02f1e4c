package io.carillon.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process is to bring about. */
public final class Eventually {

    private Eventually() {}

    /** Looks every few ms until it is so, and fails after the time. Answers how long it took. */
    public static Duration until(Duration most, String what, BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > most.toNanos()) {
                throw new AssertionError("not within " + most.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
