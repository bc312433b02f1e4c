package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.count.Beats;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When an event loop counts as stuck. */
class LivenessTest {

    private static final long SECOND = 1_000_000_000;

    private final Beats beats = new Beats();
    private final AtomicLong first = beats.add();
    private final AtomicLong second = beats.add();
    private final AtomicLong nanos = new AtomicLong();
    private final Liveness liveness = new Liveness(beats, nanos::get);

    private void look(int times, boolean secondRuns) {
        for (int i = 0; i < times; i++) {
            nanos.addAndGet(SECOND);
            first.incrementAndGet();
            second.addAndGet(secondRuns ? 1 : 0);
            liveness.look();
        }
    }

    @Test
    void allIsWellWhileTheyRun() {
        look(100, true);

        assertThat(liveness.stuck()).isEmpty();
    }

    @Test
    void oneThatIsSilentForLongIsStuckAndTheOthersAreNot() {
        look(Liveness.MOST, false);
        assertThat(liveness.stuck()).isEmpty();

        look(1, false);

        assertThat(liveness.stuck()).hasValue("1 of 2 event loops have not run for 30 s");
    }

    @Test
    void oneThatGoesOnIsForgiven() {
        look(Liveness.MOST + 1, false);
        look(1, true);

        assertThat(liveness.stuck()).isEmpty();
    }

    @Test
    void aProcessThatStoodStillWasNotLookedAt() {
        look(5, true);
        nanos.addAndGet(100 * SECOND);
        for (int i = 0; i < 100; i++) { // those that were missed, all at once, before any event loop has run
            liveness.look();
        }

        assertThat(liveness.stuck()).isEmpty();
        look(Liveness.MOST - 2, false);
        assertThat(liveness.stuck()).as("they count as one").isEmpty();
        look(1, false);
        assertThat(liveness.stuck()).isPresent();
    }
}
