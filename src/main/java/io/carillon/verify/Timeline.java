package io.carillon.verify;

import java.util.Locale;

/** The time of a run, in ms since it began: small enough to be kept for every delivery. Any thread. */
public final class Timeline {

    private static final long NANOS = 1_000_000;

    private final long start = System.nanoTime();

    int now() {
        return (int) ((System.nanoTime() - start) / NANOS);
    }

    static String text(int at) {
        return String.format(Locale.ROOT, "+%.3f s", at / 1000.0);
    }
}
