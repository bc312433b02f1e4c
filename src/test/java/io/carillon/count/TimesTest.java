package io.carillon.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Durations in buckets. */
class TimesTest {

    private final Times times = new Times();

    @Test
    void aBoundBelongsToItsBucket() {
        times.add(TimeUnit.MICROSECONDS.toNanos(100));
        times.add(TimeUnit.MICROSECONDS.toNanos(100) + 1);

        assertThat(times.counts()).startsWith(1, 1, 0);
    }

    @Test
    void whatIsTooLongForAllIsInTheLast() {
        times.add(TimeUnit.SECONDS.toNanos(11));

        assertThat(times.counts()).hasSize(Times.bounds().length + 1).endsWith(0, 1);
        assertThat(times.seconds()).isEqualTo(11);
    }

    @Test
    void lessThanNothingIsNothing() {
        times.add(-5);

        assertThat(times.count()).isEqualTo(1);
        assertThat(times.counts()[0]).isEqualTo(1);
        assertThat(times.seconds()).isZero();
    }

    @Test
    void boundsAscend() {
        double[] sorted = Times.bounds();
        Arrays.sort(sorted);

        assertThat(Times.bounds()).isEqualTo(sorted).startsWith(0.0001).endsWith(10);
    }
}
