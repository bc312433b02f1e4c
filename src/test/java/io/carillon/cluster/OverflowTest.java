package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OverflowTest {

    private static final long MOST = 100;

    private long waiting;

    @Test
    void dropsFromTheMostUntilHalfOfItIsGone() {
        Overflow overflow = new Overflow("peer", MOST, () -> waiting);
        assertThat(mayWait(overflow, MOST - 1)).isTrue();
        assertThat(mayWait(overflow, MOST)).isFalse();
        assertThat(mayWait(overflow, MOST / 2)).isFalse();
        assertThat(mayWait(overflow, MOST / 2 - 1)).isTrue();
        assertThat(mayWait(overflow, MOST - 1)).isTrue();
    }

    @Test
    void takesAgainWhereAllWasTakenBetweenTheLookAndTheDecision() {
        waiting = MOST;
        Overflow overflow = new Overflow("peer", MOST, this::lookThenEmpty);
        assertThat(overflow.mayWait()).isFalse();
        assertThat(overflow.mayWait()).isTrue();
    }

    /** What the link's loop does meanwhile: it takes everything, and has nothing to come back for. */
    private long lookThenEmpty() {
        long seen = waiting;
        waiting = 0;
        return seen;
    }

    private boolean mayWait(Overflow overflow, long bytes) {
        waiting = bytes;
        return overflow.mayWait();
    }
}
