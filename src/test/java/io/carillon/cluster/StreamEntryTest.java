package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.Payload;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a stream keeps, and for how long. */
class StreamEntryTest extends StreamFixture {

    @Test
    void offsetsBeginAtOneAndTheNewestAreKept() {
        for (int i = 1; i <= 12; i++) {
            assertThat(append("m" + i, null, NOW).position().offset()).isEqualTo(i);
        }
        Slice all = read(0, 100, false, NOW);
        assertThat(all.offset()).isEqualTo(12);
        assertThat(all.oldest()).isEqualTo(8);
        assertThat(offsets(all)).containsExactly(8L, 9L, 10L, 11L, 12L);
        assertThat(all.messages().get(0)).isEqualTo(new StoredMessage(8, Payload.json("\"m8\""), ADA, NOW - 5));
        assertThat(all.epoch()).hasSizeBetween(1, 10);
    }

    @Test
    void aPartIsWhatWasAskedForInEitherDirection() {
        LongStream.rangeClosed(1, 7).forEach(i -> append("m", null, NOW)); // 3 to 7 are kept
        assertThat(offsets(read(4, 100, false, NOW))).containsExactly(5L, 6L, 7L);
        assertThat(offsets(read(4, 2, false, NOW))).containsExactly(5L, 6L);
        assertThat(offsets(read(1, 2, false, NOW))).containsExactly(3L, 4L);
        assertThat(offsets(read(0, 2, true, NOW))).containsExactly(7L, 6L);
        assertThat(offsets(read(5, 100, true, NOW))).containsExactly(7L, 6L);
        assertThat(offsets(read(0, 100, true, NOW))).containsExactly(7L, 6L, 5L, 4L, 3L);
        assertThat(offsets(read(7, 100, false, NOW))).isEmpty();
        assertThat(offsets(read(Long.MAX_VALUE, 100, true, NOW))).isEmpty();
        assertThat(offsets(read(0, 0, false, NOW))).isEmpty();
        assertThat(read(0, 0, false, NOW).offset()).isEqualTo(7);
    }

    @Test
    void oneThatWasNeverWrittenToIsEmptyAndKeepsItsEpoch() {
        Slice empty = read(0, 100, false, NOW);
        assertThat(empty.offset()).isZero();
        assertThat(empty.oldest()).isEqualTo(1);
        assertThat(append("m", null, NOW).position().epoch()).isEqualTo(empty.epoch());
        assertSame();
    }

    @Test
    void whatIsTooOldIsHiddenAtOnceAndThePositionStays() {
        append("a", null, NOW);
        append("b", null, NOW + 500);
        assertThat(offsets(read(0, 9, false, NOW + 999))).containsExactly(1L, 2L);
        assertThat(offsets(read(0, 9, false, NOW + 1_000))).containsExactly(2L);
        Slice quiet = read(0, 9, false, NOW + 1_500);
        assertThat(quiet.messages()).isEmpty();
        assertThat(quiet.offset()).isEqualTo(2);
        assertThat(quiet.oldest()).isEqualTo(3);
        assertThat(append("c", null, NOW + 2_000).position().offset()).isEqualTo(3);
        assertThat(offsets(read(0, 9, false, NOW + 2_000))).containsExactly(3L);
    }

    @Test
    void aStreamWithoutMessagesIsSmall() {
        long empty = weightOf(NOW);
        for (int i = 0; i < 1_000; i++) {
            append("x".repeat(100), "k" + i, NOW, new Retention(1_000, 1_000));
        }
        assertThat(weightOf(NOW)).isGreaterThan(200_000);
        sweep(NOW + 302_000);
        assertThat(weightOf(NOW + 302_000)).isEqualTo(empty);
        assertThat(read(0, 9, false, NOW + 302_000).offset()).isEqualTo(1_000);
        assertThat(copied.getValue().weight()).isEqualTo(empty);
    }

    @Test
    void aStreamThatNobodyUsesGoesAfterADayAndComesBackInANewEpoch() {
        Appended first = append("m", null, NOW);
        sweep(NOW + StreamEntry.IDLE);
        assertThat(owned.getValue()).isNotNull();
        read(0, 0, false, NOW + StreamEntry.IDLE);
        sweep(NOW + 2 * StreamEntry.IDLE);
        assertThat(read(0, 0, false, NOW + 2 * StreamEntry.IDLE).epoch())
                .isEqualTo(first.position().epoch());
        assertSame();
        sweep(NOW + 3 * StreamEntry.IDLE + 1);
        assertThat(owned.getValue()).isNull();
        assertThat(copied.getValue()).isNotNull();
        sweep(NOW + 3 * StreamEntry.IDLE + 3_600_001);
        assertThat(copied.getValue()).isNull();
        Appended again = append("m", null, NOW + 4 * StreamEntry.IDLE);
        assertThat(again.position().offset()).isEqualTo(1);
        assertThat(again.position().epoch()).isNotEqualTo(first.position().epoch());
    }

    @Test
    void whatWasNeverWrittenToGoesAfterAnHour() {
        read(0, 0, false, NOW);
        sweep(NOW + StreamEntry.EMPTY_IDLE);
        assertThat(owned.getValue()).isNotNull();
        sweep(NOW + StreamEntry.EMPTY_IDLE + 1);
        assertThat(owned.getValue()).isNull();
    }

    @Test
    void theSameKeyOfTheSameUserIsStoredOnceWithinTheWindow() {
        Appended first = append("a", "k", NOW);
        append("b", "other", NOW);
        Appended second = append("a", "k", NOW + 300_000);
        assertThat(first.duplicate()).isFalse();
        assertThat(second.duplicate()).isTrue();
        assertThat(second.position()).isEqualTo(first.position());
        assertThat(append("c", null, NOW + 300_000).position().offset()).isEqualTo(3);
        Appended late = append("a", "k", NOW + 302_000);
        assertThat(late.duplicate()).isFalse();
        assertThat(late.position().offset()).isEqualTo(4);
        assertSame();
    }
}
