package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.SetClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTest {

    private static final long NOTICE = 30_000;
    private static final long LEEWAY = 5_000;

    private final SetClock clock = new SetClock();
    private final long began = clock.millis();
    private long passed;
    private final Wheel wheel = new Wheel(Wheel.TICK, () -> 1_000_000 * passed);
    private final List<String> told = new ArrayList<>();

    private Expiry expiry(long notice) {
        return new Expiry(new Expiry.Owner() {
            @Override
            public Expiry.Terms terms() {
                return new Expiry.Terms(clock, wheel, notice, LEEWAY);
            }

            @Override
            public void expiring(long millis) {
                told.add("expiring in " + millis + " at " + (clock.millis() - began));
            }

            @Override
            public void expired() {
                told.add("expired at " + (clock.millis() - began));
            }
        });
    }

    private void pass(long millis) {
        for (long end = passed + millis; passed < end; ) {
            passed += Wheel.TICK;
            clock.pass(Wheel.TICK);
            wheel.advance();
        }
    }

    @Test
    void tellsAheadAndThenThatItIsOver() {
        expiry(NOTICE).watch(began + 100_000);
        pass(200_000);
        assertThat(told).containsExactly("expiring in 29900 at 70100", "expired at 100100");
    }

    @Test
    void tellsAtHalfOfWhatIsLeftWhereThatIsLess() {
        expiry(NOTICE).watch(began + 4_000);
        pass(10_000);
        assertThat(told).containsExactly("expiring in 1900 at 2100", "expired at 4100");
    }

    @Test
    void tellsNothingAheadWhereNobodyWantsIt() {
        expiry(0).watch(began + 4_000);
        pass(10_000);
        assertThat(told).containsExactly("expired at 4100");
    }

    @Test
    void aNewTokenTakesThePlaceOfTheOldOne() {
        Expiry expiry = expiry(NOTICE);
        expiry.watch(began + 4_000);
        pass(3_000);
        told.clear();
        expiry.watch(began + 10_000);
        pass(20_000);
        assertThat(told).containsExactly("expiring in 3400 at 6600", "expired at 10100");
    }

    @Test
    void aTokenThatWasAcceptedLateHasTheLeeway() {
        expiry(NOTICE).watch(began - 1_000);
        pass(3_900);
        assertThat(told).containsExactly("expiring in 1900 at 2100");
        pass(1_000);
        assertThat(told).endsWith("expired at 4100");
    }

    @Test
    void goesByTheClockWhenThatIsSetBack() {
        expiry(NOTICE).watch(began + 100_000);
        clock.pass(-50_000);
        pass(119_000);
        assertThat(told).isEmpty();
        pass(100_000);
        assertThat(told).containsExactly("expiring in 29900 at 70100", "expired at 100100");
    }

    @Test
    void goesByTheClockWhenThatIsSetAhead() {
        expiry(NOTICE).watch(began + 100_000);
        clock.pass(1_000_000);
        pass(70_200);
        assertThat(told).singleElement().asString().startsWith("expired");
    }

    @Test
    void isSilentWhenItIsStopped() {
        Expiry expiry = expiry(NOTICE);
        expiry.watch(began + 4_000);
        pass(3_000);
        expiry.stop();
        pass(10_000);
        assertThat(told).hasSize(1);
    }
}
