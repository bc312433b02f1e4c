package io.carillon.stream;

import static io.carillon.stream.RecoveryMerge.Wish.AHEAD;
import static io.carillon.stream.RecoveryMerge.Wish.GIVE;
import static io.carillon.stream.RecoveryMerge.Wish.MET;
import static io.carillon.stream.RecoveryMerge.Wish.OPENING;
import static io.carillon.stream.RecoveryMerge.Wish.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How one who joins a stream comes to where the others are. */
class RecoveryMergeTest {

    private static final int MOST = 4;

    private static RecoveryMerge<Long> merge(long live) {
        return new RecoveryMerge<>(StoredMessage::offset, live, MOST);
    }

    private static List<StoredMessage> page(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(at -> new StoredMessage(at, Payload.json("1"), Sender.service("test"), 0))
                .toList();
    }

    private static List<Long> polled(RecoveryMerge<Long> merge) {
        List<Long> all = new ArrayList<>();
        for (Long next = merge.poll(); next != null; next = merge.poll()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void meetsTheOthersAtOnceWhereNothingHasHappened() {
        RecoveryMerge<Long> merge = merge(7);
        assertThat(merge.wish()).isEqualTo(OPENING);

        merge.start(7);

        assertThat(merge.wish()).isEqualTo(MET);
    }

    @Test
    void givesWhatTheStoreHasAndThenWhatTheOthersGot() {
        RecoveryMerge<Long> merge = merge(5);
        merge.live(6, 6L);
        merge.start(2);
        merge.live(7, 7L);

        assertThat(merge.wish()).isEqualTo(READ);
        assertThat(merge.page(page(3, 6))).isTrue();
        assertThat(merge.wish()).isEqualTo(GIVE);
        assertThat(polled(merge)).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(merge.wish()).isEqualTo(MET);
    }

    @Test
    void readsAgainWhatItDidNotHold() {
        RecoveryMerge<Long> merge = merge(0);
        merge.start(0);
        for (long at = 1; at <= 10; at++) {
            merge.live(at, at);
        }

        assertThat(merge.wish()).isEqualTo(READ);
        merge.page(page(1, 3));
        assertThat(polled(merge)).containsExactly(1L, 2L, 3L);
        assertThat(merge.wish()).isEqualTo(READ);
        merge.page(page(4, 6));
        assertThat(polled(merge)).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(merge.wish()).isEqualTo(MET);
    }

    @Test
    void waitsForTheOthersWhereTheStoreIsFurther() {
        RecoveryMerge<Long> merge = merge(3);
        merge.start(3);
        merge.live(4, 4L);
        merge.page(page(4, 6));

        assertThat(polled(merge)).containsExactly(4L, 5L, 6L);
        assertThat(merge.wish()).isEqualTo(AHEAD);
        merge.live(5, 5L);
        assertThat(merge.wish()).isEqualTo(AHEAD);
        merge.live(6, 6L);
        assertThat(merge.wish()).isEqualTo(MET);
        assertThat(polled(merge)).isEmpty();
    }

    @Test
    void takesNoPageThatDoesNotFollow() {
        RecoveryMerge<Long> merge = merge(9);
        merge.start(2);

        assertThat(merge.page(page(4, 6))).isFalse();
        assertThat(merge.wish()).isEqualTo(READ);
    }

    @Test
    void beginsAnewWithTheOthers() {
        RecoveryMerge<Long> merge = merge(9);
        merge.start(2);
        merge.page(page(3, 5));
        merge.live(10, 10L);

        merge.reset(new Position("new", 4));

        assertThat(merge.wish()).isEqualTo(MET);
        assertThat(merge.at()).isEqualTo(4);
        assertThat(polled(merge)).isEmpty();
    }
}
