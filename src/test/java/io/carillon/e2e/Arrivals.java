package io.carillon.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * When clients came, by intervals of the same length from a moment on.
 *
 * @param width of an interval, in ms
 * @param counts how many came in each
 */
record Arrivals(int width, int[] counts) {

    /**
     * Those that came after the moment.
     *
     * @param nanos all of them, as {@link System#nanoTime}
     * @param from the moment, as {@link System#nanoTime}
     */
    static Arrivals of(List<Long> nanos, long from, int width) {
        return of(
                nanos.stream()
                        .filter(at -> at >= from)
                        .map(at -> TimeUnit.NANOSECONDS.toMillis(at - from))
                        .toList(),
                width);
    }

    /** @param millis after the moment; what seems to be before it is the rounding of clocks */
    static Arrivals of(List<Long> millis, int width) {
        int[] places =
                millis.stream().mapToInt(at -> (int) (Math.max(0, at) / width)).toArray();
        int[] counts =
                new int[places.length == 0 ? 0 : 1 + Arrays.stream(places).max().getAsInt()];
        for (int place : places) {
            counts[place]++;
        }
        return new Arrivals(width, counts);
    }

    int total() {
        return Arrays.stream(counts).sum();
    }

    int most() {
        return Arrays.stream(counts).max().orElse(0);
    }

    /** A line for each interval in which somebody came. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                String bar = "#".repeat(Math.max(1, counts[i] * 50 / most()));
                lines.append("\n%6d ms %5d %s".formatted(i * width, counts[i], bar));
            }
        }
        return lines.toString();
    }
}
