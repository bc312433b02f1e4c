package io.carillon.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rows of numbers, of which the newest are kept. */
class RingTest {

    private final Ring ring = new Ring(2, 3);

    private void add(long... times) {
        for (long time : times) {
            ring.add(time, new long[] {time * 10, 0});
        }
    }

    @Test
    void givesWhatItWasGivenInOrder() {
        add(1, 2);

        Ring.Cut cut = ring.since(0);

        assertThat(cut.times()).containsExactly(1, 2);
        assertThat(cut.columns()[0]).containsExactly(10, 20);
        assertThat(ring.newest(0)).hasValue(20);
    }

    @Test
    void theOldestMakeRoom() {
        add(LongStream.rangeClosed(1, 8).toArray());

        assertThat(ring.since(0).times()).containsExactly(6, 7, 8);
        assertThat(ring.since(0).columns()[0]).containsExactly(60, 70, 80);
    }

    @Test
    void givesOnlyWhatIsNewer() {
        add(1, 2, 3, 4);

        assertThat(ring.since(3).times()).containsExactly(4);
        assertThat(ring.since(3).columns()[0]).containsExactly(40);
        assertThat(ring.since(4).size()).isZero();
        assertThat(ring.since(9).size()).isZero();
    }

    @Test
    void whatWasNothingInAllRowsIsNotSeen() {
        add(1, 2);
        assertThat(ring.since(0).isSeen(1)).isFalse();
        assertThat(ring.since(0).at(1, 0)).isZero();

        ring.add(3, new long[] {0, 7});

        assertThat(ring.since(0).columns()[1]).containsExactly(0, 0, 7);
        assertThat(ring.since(2).isSeen(0)).isFalse();
        assertThat(ring.newest(1)).hasValue(7);
    }

    @Test
    void numbersOfRowsThatHaveMadeRoomDoNotComeBack() {
        ring.add(1, new long[] {0, 7});
        add(2, 3, 4);

        assertThat(ring.since(0).isSeen(1)).isFalse();
    }

    @Test
    void whatWasBeforeTheClockWasSetBackIsDropped() {
        add(10, 11, 5);

        assertThat(ring.since(0).times()).containsExactly(5);
    }

    @Test
    void anEmptyOneHasNoRows() {
        assertThat(ring.since(0).size()).isZero();
        assertThat(ring.newest(0)).isEmpty();
    }
}
