package io.carillon.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a sample has of what is counted. */
class SamplerTest {

    private final AtomicLong happened = new AtomicLong(100);
    private final AtomicLong open = new AtomicLong(3);
    private final Sampler sampler =
            new Sampler(List.of(Column.total("", "happened", happened::get), Column.level("open", 0, open::get)));

    @Test
    void hasByHowMuchTotalsHaveGrownAndLevelsAsTheyAre() {
        happened.addAndGet(5);
        sampler.sample(2_000);
        happened.addAndGet(2);
        open.set(4);
        sampler.sample(4_000);

        Ring.Cut cut = sampler.since(0);

        assertThat(cut.times()).containsExactly(2_000, 4_000);
        assertThat(cut.columns()[0])
                .as("what was before it began does not count")
                .containsExactly(5, 2);
        assertThat(cut.columns()[1]).containsExactly(3, 4);
    }

    @Test
    void keepsTenMinutes() {
        for (int i = 1; i <= Sampler.KEPT + 50; i++) {
            sampler.sample(i * Sampler.EVERY);
        }

        long[] times = sampler.since(0).times();

        assertThat(times[times.length - 1] - times[0]).isEqualTo(600_000 - Sampler.EVERY);
    }

    @Test
    void aNumberIsShownWithItsDigits() {
        assertThat(Column.level("l", 0, open::get).shown(25)).isEqualTo(25L);
        assertThat(Column.level("l", 1, open::get).shown(25)).isEqualTo(2.5);
        assertThat(Column.level("l", 4, open::get).shown(25)).isEqualTo(0.0025);
    }
}
