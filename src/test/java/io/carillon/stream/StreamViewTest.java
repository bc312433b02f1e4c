package io.carillon.stream;

import static io.carillon.stream.StreamView.Verdict.DELIVER;
import static io.carillon.stream.StreamView.Verdict.DUPLICATE;
import static io.carillon.stream.StreamView.Verdict.HOLD;
import static io.carillon.stream.StreamView.Wish.ASK;
import static io.carillon.stream.StreamView.Wish.NOTHING;
import static io.carillon.stream.StreamView.Wish.WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What may be delivered of what was told, and what has to be asked. Random schedules are in {@code StreamScheduleTest}. */
class StreamViewTest {

    private static final long LATER = StreamView.PATIENCE;

    private final StreamView<Long> view = new StreamView<>(StoredMessage::offset);

    private StreamView.Verdict told(long offset, long now) {
        return told("e", offset, now);
    }

    private StreamView.Verdict told(String epoch, long offset, long now) {
        return view.told(new Position(epoch, offset), offset, now);
    }

    private List<Long> polled() {
        List<Long> all = new ArrayList<>();
        for (Long next = view.poll(); next != null; next = view.poll()) {
            all.add(next);
        }
        return all;
    }

    private static Slice slice(String epoch, long offset, long oldest, long first, long last) {
        return new Slice(
                epoch,
                offset,
                oldest,
                LongStream.rangeClosed(first, last)
                        .mapToObj(at -> new StoredMessage(at, Payload.json("1"), Sender.service("test"), 0))
                        .toList());
    }

    private void follow(long offset) {
        view.start(new Position("e", offset), 0);
    }

    @Test
    void deliversWhatComesInOrderAndDropsWhatCameBefore() {
        follow(3);

        assertThat(told(4, 0)).isEqualTo(DELIVER);
        assertThat(told(4, 0)).isEqualTo(DUPLICATE);
        assertThat(told(3, 0)).isEqualTo(DUPLICATE);
        assertThat(told(5, 0)).isEqualTo(DELIVER);
        assertThat(view.wish(1000)).isEqualTo(NOTHING);
    }

    @Test
    void keepsWhatWasToldBeforeItKnewWhereToBegin() {
        assertThat(told(5, 0)).isEqualTo(HOLD);
        assertThat(told(4, 0)).isEqualTo(HOLD);
        assertThat(view.poll()).isNull();

        follow(4);

        assertThat(polled()).containsExactly(5L);
        assertThat(view.wish(0)).isEqualTo(NOTHING);
    }

    @Test
    void waitsAMomentForWhatIsMissing() {
        follow(0);

        assertThat(told(3, 10)).isEqualTo(HOLD);
        assertThat(told(3, 10)).isEqualTo(DUPLICATE);
        assertThat(view.wish(10)).isEqualTo(WAIT);
        assertThat(view.until()).isEqualTo(10 + LATER);
        assertThat(told(1, 20)).isEqualTo(DELIVER);
        assertThat(polled()).isEmpty();
        assertThat(told(2, 20)).isEqualTo(DELIVER);
        assertThat(polled()).containsExactly(3L);
        assertThat(view.wish(1000)).isEqualTo(NOTHING);
    }

    @Test
    void asksForWhatDoesNotComeAndGoesOnWithIt() {
        follow(1);
        told(4, 0);
        assertThat(view.wish(LATER)).isEqualTo(ASK);
        assertThat(view.ask()).isEqualTo(1);
        assertThat(view.wish(LATER)).isEqualTo(NOTHING);
        assertThat(told(5, LATER)).isEqualTo(HOLD);

        view.answered(slice("e", 4, 1, 2, 4), LATER);

        assertThat(view.takeReset()).isNull();
        assertThat(polled()).containsExactly(2L, 3L, 4L, 5L);
        assertThat(view.wish(1000)).isEqualTo(NOTHING);
    }

    @Test
    void asksOnWhereAPageWasNotEnough() {
        follow(0);
        view.newest(new Position("e", 250), 0);
        assertThat(view.wish(LATER)).isEqualTo(ASK);
        view.ask();

        view.answered(slice("e", 250, 1, 1, 200), LATER);

        assertThat(polled()).hasSize(200);
        assertThat(view.wish(LATER)).isEqualTo(ASK);
        assertThat(view.ask()).isEqualTo(200);
    }

    @Test
    void beginsAnewWhereWhatIsMissingIsGone() {
        follow(1);
        told(9, 0);
        view.ask();
        told(11, 0);

        view.answered(slice("e", 10, 7, 7, 10), 0);

        assertThat(view.takeReset()).isEqualTo(new Position("e", 10));
        assertThat(view.takeReset()).isNull();
        assertThat(polled()).containsExactly(11L); // it is the next one, and was told
    }

    @Test
    void asksWhichEpochItIsAndBelievesTheStoreAlone() {
        follow(5);

        assertThat(told("old", 77, 0)).isEqualTo(HOLD);
        assertThat(view.wish(0)).isEqualTo(ASK);
        view.ask();
        view.answered(slice("e", 5, 1, 1, 0), 0);
        assertThat(view.takeReset()).isNull();
        assertThat(view.wish(0)).isEqualTo(NOTHING);

        assertThat(told("new", 2, 0)).isEqualTo(HOLD);
        view.wish(0);
        view.ask();
        assertThat(told("new", 4, 0)).isEqualTo(HOLD);
        view.answered(slice("new", 3, 1, 1, 3), 0);
        assertThat(view.takeReset()).isEqualTo(new Position("new", 3));
        assertThat(view.wish(LATER)).isEqualTo(ASK); // for 4, which was told meanwhile
        assertThat(view.ask()).isEqualTo(3);
    }

    @Test
    void beginsAnewWhereTheStoreHasLessThanWasTold() {
        follow(9);
        view.doubt(0);
        assertThat(view.wish(0)).isEqualTo(ASK);
        view.ask();

        view.answered(slice("e", 6, 1, 1, 0), 0);

        assertThat(view.takeReset()).isEqualTo(new Position("e", 6));
        assertThat(told(7, 0)).isEqualTo(DELIVER);
    }

    @Test
    void isNotConfusedByAnAnswerThatIsOlderThanWhatWasTold() {
        follow(0);
        view.doubt(0);
        view.ask();
        told(1, 0);
        told(2, 0);

        view.answered(slice("e", 1, 1, 1, 1), 0);

        assertThat(view.takeReset()).isNull();
        assertThat(polled()).isEmpty();
        assertThat(told(3, 0)).isEqualTo(DELIVER);
    }

    @Test
    void triesLessAndLessOftenWhereTheStoreFails() {
        follow(0);
        told(2, 0);
        long now = LATER;
        long rest = 0;
        for (int i = 0; i < 12; i++) {
            assertThat(view.wish(now)).isEqualTo(ASK);
            view.ask();
            view.failed(now);
            assertThat(view.wish(now)).isEqualTo(WAIT);
            assertThat(view.until() - now).isGreaterThanOrEqualTo(rest).isLessThanOrEqualTo(StreamView.LONGEST_REST);
            rest = view.until() - now;
            now = view.until();
        }
        assertThat(rest).isEqualTo(StreamView.LONGEST_REST);
    }

    @Test
    void holdsNoMoreThanItMayAndAsksForTheRest() {
        follow(0);
        for (long at = 2; at < 5000; at++) {
            told(at, 0);
        }

        assertThat(view.held()).hasSize(StreamView.MOST_HELD).contains(2L);
        told(1, 0);
        assertThat(polled()).hasSize(StreamView.MOST_HELD);
        assertThat(view.wish(LATER)).isEqualTo(ASK);
        assertThat(view.ask()).isEqualTo(StreamView.MOST_HELD + 1);
    }
}
