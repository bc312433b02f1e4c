package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WheelTest {

    private static final long TICK = 100;

    private long now;
    private final Wheel wheel = new Wheel(TICK, () -> 1_000_000 * now);
    private final List<String> fired = new ArrayList<>();

    private Wheel.Timer timer(String name) {
        return new Wheel.Timer() {
            @Override
            protected void fire() {
                fired.add(name + "@" + now);
            }
        };
    }

    private void pass(long millis) {
        for (long end = now + millis; now < end; ) {
            now += TICK;
            wheel.advance();
        }
    }

    @Test
    void firesOnceAtMostATickLate() {
        wheel.start(timer("a"), 250);
        wheel.start(timer("b"), 0);

        pass(1_000);

        assertThat(fired).containsExactly("b@100", "a@300");
    }

    @Test
    void firesAfterMoreThanATurn() {
        wheel.start(timer("far"), 120_000);

        pass(119_900);
        assertThat(fired).isEmpty();
        pass(300);
        assertThat(fired).containsExactly("far@120100");
    }

    @Test
    void firesNothingThatWasStopped() {
        Wheel.Timer a = timer("a");
        Wheel.Timer b = timer("b");
        Wheel.Timer c = timer("c");
        for (Wheel.Timer timer : List.of(a, b, c)) {
            wheel.start(timer, 500);
        }
        wheel.stop(b);
        wheel.stop(b);

        pass(1_000);

        assertThat(fired).containsExactlyInAnyOrder("a@600", "c@600");
    }

    @Test
    void countsAnewWhenStartedAgain() {
        Wheel.Timer a = timer("a");
        wheel.start(a, 500);
        pass(400);
        wheel.start(a, 500);
        pass(1_000);

        assertThat(fired).containsExactly("a@1000");
    }

    @Test
    void letsWhatFiresStopAndStartOthersOfTheSameTick() {
        Wheel.Timer victim = timer("victim");
        Wheel.Timer again = timer("again");
        for (int i = 0; i < 2; i++) {
            wheel.start(
                    new Wheel.Timer() {
                        @Override
                        protected void fire() {
                            wheel.stop(victim);
                            wheel.start(again, 100);
                        }
                    },
                    100);
        }
        wheel.start(victim, 200);

        pass(1_000);

        assertThat(fired).containsExactly("again@400");
    }

    @Test
    void afterAPauseWhatIsOverdueFiresOnceWhatArrivedMeanwhileHasBeenRead() {
        Wheel.Timer pong = timer("pong");
        wheel.start(pong, 1_000);
        wheel.start(timer("expiry"), 2_000);
        now += 30_000;

        wheel.advance();
        assertThat(fired).isEmpty();
        wheel.stop(pong); // it has come
        wheel.advance();

        assertThat(fired).containsExactly("expiry@30000");
    }

    @Test
    void afterAPauseWhatIsStartedCountsFromThen() {
        now += 30_000;
        wheel.start(timer("before it was noticed"), 1_000);
        wheel.advance();
        wheel.start(timer("before it is made up for"), 1_000);
        for (int i = 0; i < 300; i++) {
            wheel.advance(); // the ticks that were missed
        }
        wheel.start(timer("then"), 1_000);
        assertThat(fired).isEmpty();

        pass(2_000);

        assertThat(fired)
                .containsExactlyInAnyOrder(
                        "before it was noticed@31100", "before it is made up for@31100", "then@31100");
    }

    @Test
    void aTimeAsGoodAsForEverDoesNotPass() {
        wheel.start(timer("never"), Long.MAX_VALUE);
        pass(100_000);
        assertThat(fired).isEmpty();
    }
}
