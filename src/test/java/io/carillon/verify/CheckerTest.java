package io.carillon.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One room, one publisher, one subscriber and their stories. What was published as number n has offset n. */
class CheckerTest {

    private static final Plan PLAN = new Plan("run", "verify:", new Plan.Crowd(1, 1, 1), 10, 64, Duration.ofSeconds(1));

    private final Published published = new Published(PLAN.voices().get(0));
    private final Journal journal = new Journal(0);
    private @Nullable Stored stored;
    private int now;

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            int number = published.begin(++now);
            published.sent(number);
            published.acknowledged(number, ++now, "e1", number);
        }
        store("e1", 1, count);
    }

    private void store(String epoch, long oldest, long newest) {
        long[] offsets = LongStream.rangeClosed(oldest, newest).toArray();
        stored = new Stored(epoch, newest, oldest, offsets, offsets.clone());
    }

    private void join(@Nullable Position asked, Position position, boolean recovered, Mark.@Nullable Missed missed) {
        journal.mark(
                ++now, new Mark.Joined(0, asked, position, missed == null ? 1 : missed.to() + 1, recovered, missed));
    }

    private void join() {
        join(null, at(0), false, null);
    }

    private static Position at(long offset) {
        return new Position("e1", offset);
    }

    private void receive(long... offsets) {
        for (long offset : offsets) {
            journal.message(++now, offset, offset);
        }
    }

    private Map<Kind, Integer> check() {
        return findings().counts();
    }

    private Findings findings() {
        List<@Nullable Stored> all = new ArrayList<>();
        all.add(stored);
        return Checker.check(new Evidence(PLAN, List.of(published), List.of(journal), all));
    }

    @Test
    void everythingOnceAndInOrderIsFine() {
        publish(5);
        join();
        receive(1, 2, 3);
        journal.mark(++now, new Mark.Gone("broke off"));
        join(at(3), at(3), true, null);
        receive(4, 5);

        assertThat(check()).isEmpty();
    }

    @Test
    void whatIsLeftOutIsAGapEvenAtTheEnd() {
        publish(5);
        join();
        receive(1, 2, 4);

        Findings findings = findings();

        assertThat(findings.counts()).containsExactly(Map.entry(Kind.GAP, 2));
        assertThat(findings.violations().get(0).place().offset()).isEqualTo(3);
        assertThat(findings.violations().get(0).place().key()).isEqualTo("run.0.3.");
        assertThat(findings.violations().get(0).around())
                .anyMatch(line -> line.startsWith("> ") && line.contains("offset 4"));
        assertThat(findings.violations().get(1).place().offset()).isEqualTo(5);
    }

    @Test
    void offsetsThatAreMissingTogetherAreOneGap() {
        publish(6);
        join();
        receive(1, 6);

        assertThat(findings().violations())
                .singleElement()
                .satisfies(gap -> assertThat(gap.text()).startsWith("offsets 2 to 5 did not come"));
    }

    @Test
    void whatComesAgainIsADuplicateAlsoAfterARecovery() {
        publish(3);
        join();
        receive(1, 2, 2);
        journal.mark(++now, new Mark.Gone("broke off"));
        join(at(2), at(2), true, null);
        receive(2, 3);

        assertThat(check()).containsExactly(Map.entry(Kind.DUPLICATE, 2));
    }

    @Test
    void whatComesLateIsOutOfOrderAndNoGap() {
        publish(3);
        join();
        receive(1, 3, 2);

        assertThat(check()).containsExactly(Map.entry(Kind.DISORDER, 1));
    }

    @Test
    void whatComesBeforeTheJoinIsAnsweredIsOutOfOrder() {
        publish(2);
        receive(1);
        join(null, at(1), false, null);
        receive(2);

        assertThat(check()).containsExactly(Map.entry(Kind.DISORDER, 1));
    }

    @Test
    void aRecoveryHasToBeginWithTheNextMessage() {
        publish(4);
        join();
        receive(1, 2);
        journal.mark(++now, new Mark.Gone("broke off"));
        join(at(2), at(2), true, null);
        receive(4);

        assertThat(check()).containsExactly(Map.entry(Kind.SKIPPED, 1));
    }

    @Test
    void aRecoveryThatSaysAnotherOffsetIsNone() {
        publish(4);
        join();
        receive(1, 2);
        join(at(2), at(3), true, null);
        receive(4);

        assertThat(check()).containsExactly(Map.entry(Kind.SKIPPED, 1));
    }

    @Test
    void notToRecoverWhatIsThereIsWrongAndToNameWhatIsGoneIsRight() {
        publish(4);
        join();
        receive(1);
        join(at(1), at(4), false, null);
        assertThat(check()).containsExactly(Map.entry(Kind.UNRECOVERED, 1));
    }

    @Test
    void whatIsGoneIsNamed() {
        publish(4);
        store("e1", 3, 4);
        join();
        receive(1);
        join(at(1), at(4), false, new Mark.Missed(2, 2));

        Findings findings = findings();

        assertThat(findings.counts()).isEmpty();
        assertThat(findings.trimmedCount()).isEqualTo(2);
    }

    @Test
    void whatWasAcknowledgedIsInTheHistory() {
        publish(3);
        join();
        receive(1, 2, 3);
        store("e1", 1, 2);

        assertThat(check()).containsOnlyKeys(Kind.UNSTORED, Kind.CONFLICT);
    }

    @Test
    void whatWasAcknowledgedIsNotLostByAReset() {
        publish(3);
        join();
        receive(1, 2);
        journal.mark(++now, new Mark.Reset(new Position("e2", 2)));
        store("e2", 1, 2);

        assertThat(check()).containsExactly(Map.entry(Kind.LOST, 1));
    }

    @Test
    void aResetIsNoViolationWhereNothingIsLost() {
        publish(3);
        join();
        receive(1);
        journal.mark(++now, new Mark.Reset(new Position("e2", 2)));
        journal.mark(++now, new Mark.Read("e2", new long[] {1, 2}, new long[] {1, 2}));
        receive(3);
        store("e2", 1, 3);

        assertThat(check()).isEmpty();
    }

    @Test
    void whoeverIsNotToldOfAnotherEpochHasAGap() {
        publish(3);
        join();
        receive(1, 2, 3);
        store("e2", 1, 3);

        assertThat(check()).containsExactly(Map.entry(Kind.GAP, 1));
    }

    @Test
    void anOffsetIsOneMessageForAll() {
        publish(3);
        join();
        journal.message(++now, 1, 1);
        journal.message(++now, 2, 3);
        journal.message(++now, 3, 3);

        assertThat(check()).containsKey(Kind.CONFLICT);
    }

    @Test
    void whatAResetReplacesIsDiscardedAndNoConflict() {
        publish(2);
        join();
        journal.message(++now, 1, 2);
        journal.mark(++now, new Mark.Reset(at(2)));

        Findings findings = findings();

        assertThat(findings.counts()).isEmpty();
        assertThat(findings.discardedCount()).isEqualTo(1);
    }

    @Test
    void noOffsetIsGivenTwice() {
        publish(2);
        int number = published.begin(++now);
        published.acknowledged(number, ++now, "e1", 2);
        join();
        receive(1, 2);

        assertThat(check()).containsOnlyKeys(Kind.OFFSET_TWICE, Kind.LOST);
    }

    @Test
    void nothingIsStoredTwiceOrOutOfOrder() {
        publish(3);
        join();
        journal.message(++now, 1, 2);
        journal.message(++now, 2, 1);
        journal.message(++now, 3, 2);
        stored = new Stored("e1", 3, 1, new long[] {1, 2, 3}, new long[] {2, 1, 2});

        assertThat(check()).containsKeys(Kind.DUPLICATE, Kind.DISORDER);
    }

    @Test
    void nobodyHearsWhatNobodySaid() {
        publish(1);
        join();
        receive(1);
        journal.message(++now, 2, MessageId.FOREIGN);

        assertThat(check()).containsExactly(Map.entry(Kind.UNPUBLISHED, 1));
    }

    @Test
    void inTheEndEverybodyIsServed() {
        publish(1);
        published.begin(++now);
        join();
        receive(1);
        journal.mark(++now, new Mark.Gone("broke off"));

        assertThat(check()).containsExactly(Map.entry(Kind.STRANDED, 2));
    }

    @Test
    void dataIsComparedToTheLastLetter() {
        long id = MessageId.of(3, 77);
        String text = MessageId.text("run", id, 64);

        assertThat(text).hasSize(64);
        assertThat(MessageId.read("run", 64, text)).isEqualTo(id);
        assertThat(MessageId.read("run", 64, text.substring(1))).isEqualTo(MessageId.FOREIGN);
        assertThat(MessageId.read("run", 64, text + 'x')).isEqualTo(MessageId.FOREIGN);
        assertThat(MessageId.read("run", 64, "other" + text)).isEqualTo(MessageId.FOREIGN);
        assertThat(MessageId.read("run", 64, 7)).isEqualTo(MessageId.FOREIGN);
    }
}
