package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static Backoff backoff(DoubleSupplier random) {
        return new Backoff(500, 20_000, random);
    }

    @Test
    void theLongestPauseDoublesUpToTheCap() {
        Backoff backoff = backoff(() -> 0.999999);
        List<Long> pauses =
                LongStream.range(0, 8).map(i -> backoff.next()).boxed().toList();
        assertThat(pauses).containsExactly(499L, 999L, 1999L, 3999L, 7999L, 15999L, 19999L, 19999L);
    }

    @Test
    void anyTimeUpToTheLongestIsAsLikely() {
        SplittableRandom random = new SplittableRandom(42);
        long low = 0;
        for (int i = 0; i < 10_000; i++) {
            Backoff backoff = backoff(random::nextDouble);
            long pause = backoff.next();
            assertThat(pause).isBetween(0L, 499L);
            low += pause < 250 ? 1 : 0;
        }
        assertThat(low).isBetween(4_800L, 5_200L);
    }

    @Test
    void itIsShortAgainAfterAReset() {
        Backoff backoff = backoff(() -> 0.5);
        LongStream.range(0, 50).forEach(i -> backoff.next());
        assertThat(backoff.next()).isEqualTo(10_000);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(250);
    }

    @Test
    void whoRefusesIsAskedAgainAfterHalfOfTheCapAtTheEarliest() {
        assertThat(backoff(() -> 0).longest()).isEqualTo(20_000);
        assertThat(backoff(() -> 0.999999).longest()).isBetween(10_000L, 10_001L);
    }
}
