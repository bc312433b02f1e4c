package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many messages a second a room has, as those find out who look at it now and then. */
class GlanceTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Glance first = Glance.first(100, Long.MAX_VALUE - SECOND); // such clocks go over their end

    private Glance after(Glance before, double seconds, long count) {
        return before.next(count, before.nanos() + (long) (seconds * SECOND));
    }

    @Test
    void theFirstKnowsNothing() {
        assertThat(first.rate()).isNaN();
    }

    @Test
    void theNextKnowsWhatCameSince() {
        assertThat(after(first, 2, 150).rate()).isEqualTo(25);
        assertThat(after(after(first, 2, 150), 4, 150).rate()).isZero();
    }

    @Test
    void whoLooksAMomentLaterSeesTheSame() {
        Glance next = after(first, 2, 150);

        assertThat(after(next, 0.9, 10_000)).isSameAs(next);
        assertThat(after(first, 0.9, 10_000).rate()).isNaN();
        assertThat(after(next, 1, 160).rate()).isEqualTo(10);
    }

    @Test
    void afterAWhileThatNobodyLookedNothingIsKnownAnyMore() {
        Glance next = after(first, 2, 150);

        assertThat(after(next, 15, 300).rate()).isEqualTo(10);
        assertThat(after(next, 16, 300).rate()).isNaN();
        assertThat(after(after(next, 16, 300), 2, 302).rate()).isEqualTo(1);
    }
}
