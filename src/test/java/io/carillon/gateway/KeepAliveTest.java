package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.KeepAliveConfig;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    private static KeepAlive keepAlive(double jitter, RandomGenerator random) {
        return new KeepAlive(new KeepAliveConfig(Duration.ofSeconds(30), Duration.ofSeconds(10), jitter), random);
    }

    private final KeepAlive keepAlive = keepAlive(0, new SplittableRandom(1));

    @Test
    void asksAfterTheIntervalAndGivesUpAfterTheTimeout() {
        assertThat(keepAlive.delay()).isEqualTo(30_000);
        assertThat(keepAlive.due()).isTrue();
        assertThat(keepAlive.delay()).isEqualTo(10_000);
        assertThat(keepAlive.due()).isFalse();
    }

    @Test
    void beginsAnewAfterThePongThatItWaitedFor() {
        keepAlive.due();

        assertThat(keepAlive.pong()).isTrue();
        assertThat(keepAlive.delay()).isEqualTo(30_000);
        assertThat(keepAlive.due()).isTrue();
    }

    @Test
    void takesAnUnaskedPongForNothing() {
        assertThat(keepAlive.pong()).isFalse();
    }

    @Test
    void takesARandomPartOffTheIntervalAndNeverMoreThanTheJitter() {
        KeepAlive jittered = keepAlive(0.2, new SplittableRandom(7));
        long shortest = Long.MAX_VALUE;
        long longest = 0;
        for (int i = 0; i < 10_000; i++) {
            shortest = Math.min(shortest, jittered.delay());
            longest = Math.max(longest, jittered.delay());
        }

        assertThat(shortest).isBetween(24_000L, 24_100L);
        assertThat(longest).isBetween(29_900L, 30_000L);
    }
}
