package io.carillon.ops;

import io.carillon.count.Beats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the event loops of a node run. One that has not told so at {@link #MOST} looks in a row, a second apart, is stuck: nothing
 * that is served there will ever be answered. What is counted are looks, not time: where the whole process stood still, or had no CPU,
 * nobody looked either. Nothing of other nodes matters here. For one event loop.
 */
final class Liveness {

    static final long EVERY_MILLIS = 1_000;
    static final int MOST = 30;

    /** Looks that come sooner make up for those that were missed, and say nothing. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS / 2);

    private final Beats beats;
    private final LongSupplier nanoTime;
    private @Nullable Long looked;
    private final List<Long> last = new ArrayList<>();
    private final List<Integer> silent = new ArrayList<>();

    /** @param nanoTime a clock as {@link System#nanoTime} */
    Liveness(Beats beats, LongSupplier nanoTime) {
        this.beats = beats;
        this.nanoTime = nanoTime;
    }

    /** To be called every {@link #EVERY_MILLIS}. */
    void look() {
        long time = nanoTime.getAsLong();
        if (looked == null || time - looked >= LEAST_NANOS) {
            looked = time;
            compare();
        }
    }

    private void compare() {
        List<Long> now = beats.counts();
        for (int i = 0; i < now.size(); i++) {
            if (i == last.size()) {
                last.add(now.get(i));
                silent.add(0);
            } else {
                silent.set(i, now.get(i).equals(last.get(i)) ? silent.get(i) + 1 : 0);
                last.set(i, now.get(i));
            }
        }
    }

    /** What is wrong; empty where all is well. */
    Optional<String> stuck() {
        long stuck = silent.stream().filter(looks -> looks >= MOST).count();
        return stuck == 0
                ? Optional.empty()
                : Optional.of(stuck + " of " + silent.size() + " event loops have not run for " + MOST + " s");
    }
}
