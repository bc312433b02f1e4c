package io.carillon.verify;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Some times, in ms, in order. */
final class Spread {

    private final int[] sorted;

    Spread(List<Integer> values) {
        this.sorted = values.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    /** The smallest value that so many percent do not exceed. */
    int percentile(double percent) {
        int place = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return isEmpty() ? 0 : sorted[Math.max(0, place)];
    }

    int max() {
        return percentile(100);
    }

    String text() {
        return isEmpty()
                ? "none"
                : String.format(
                        Locale.ROOT,
                        "median %.2f s, p99 %.2f s, max %.2f s",
                        percentile(50) / 1000.0,
                        percentile(99) / 1000.0,
                        max() / 1000.0);
    }

    JsonObject json() {
        return isEmpty()
                ? new JsonObject().putNull("median_ms").putNull("p99_ms").putNull("max_ms")
                : new JsonObject()
                        .put("median_ms", percentile(50))
                        .put("p99_ms", percentile(99))
                        .put("max_ms", max());
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
