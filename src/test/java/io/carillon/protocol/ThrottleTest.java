package io.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 77 * SECOND;

    private int taken(Throttle throttle, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += throttle.message(now) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void takesASecondsWorthAtOnceAndThenTheRate() {
        Throttle throttle = new Throttle(20, 0, now);

        assertThat(taken(throttle, 25)).isEqualTo(20);
        assertThat(throttle.retryAfter()).isEqualTo(50);
        now += SECOND / 2;
        assertThat(taken(throttle, 25)).isEqualTo(10);
    }

    @Test
    void isPersistentAfterFiveSecondsWorthOfRefusals() {
        Throttle throttle = new Throttle(20, 0, now);

        assertThat(taken(throttle, 119)).isEqualTo(20);
        assertThat(throttle.isPersistent()).isFalse();
        assertThat(taken(throttle, 1)).isZero();
        assertThat(throttle.isPersistent()).isTrue();
    }

    @Test
    void forgivesWhoHasKeptToTheRateForASecond() {
        Throttle throttle = new Throttle(20, 0, now);

        for (int i = 0; i < 100; i++) {
            assertThat(taken(throttle, 40)).isEqualTo(20);
            now += SECOND;
        }

        assertThat(throttle.isPersistent()).isFalse();
    }

    @Test
    void doesNotForgiveWhoNeverStops() {
        Throttle throttle = new Throttle(20, 0, now);

        int refused = 0;
        while (!throttle.isPersistent()) { // twice the rate, evenly
            refused += throttle.message(now) ? 0 : 1;
            now += SECOND / 40;
        }

        assertThat(refused).isEqualTo(100);
    }

    @Test
    void countsErrorsForThemselves() {
        Throttle throttle = new Throttle(0, 2, now);

        assertThat(taken(throttle, 10_000)).isEqualTo(10_000);
        assertThat(throttle.error(now)).isTrue();
        assertThat(throttle.error(now)).isTrue();
        assertThat(throttle.error(now)).isFalse();
        now += SECOND;
        assertThat(throttle.error(now)).isTrue();
    }

    @Test
    void isNotNeededWhereThereIsNoLimit() {
        assertThat(new Throttle(0, 0, now).isNeeded()).isFalse();
        assertThat(new Throttle(1, 0, now).isNeeded()).isTrue();
        assertThat(new Throttle(0, 1, now).isNeeded()).isTrue();
    }
}
