package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes of messages that are stored together, and of those that come when their time is over. */
class StreamBatchTest extends StreamFixture {

    @Test
    void aBatchIsStoredInItsOrderAndCopiedAtOnce() {
        append("a", null, NOW);
        List<Appended> answers = append(batch("b", "c", "d"), 3, NOW);
        assertThat(answers).extracting(answer -> answer.position().offset()).containsExactly(2L, 3L, 4L);
        assertThat(texts(owned.getValue())).isEqualTo("abcd");
        assertSame();
    }

    @Test
    void aStreamMayBeginWithABatch() {
        List<Appended> answers = append(batch("a", "b"), 2, NOW);
        assertThat(answers).extracting(answer -> answer.position().offset()).containsExactly(1L, 2L);
        assertSame();
    }

    @Test
    void aKeyIsStoredOnceWithinABatchAndBeyondIt() {
        append("a", "old", NOW);
        List<Appended> answers = append(batch("k:b", "old:x", "c", "k:y"), 4, NOW);
        String epoch = answers.get(0).position().epoch();
        assertThat(answers)
                .containsExactly(
                        new Appended(new Position(epoch, 2), false),
                        new Appended(new Position(epoch, 1), true),
                        new Appended(new Position(epoch, 3), false),
                        new Appended(new Position(epoch, 2), true));
        assertThat(texts(owned.getValue())).isEqualTo("abc");
        assertSame();
        assertThat(append("z", "k", NOW).position().offset()).isEqualTo(2);
    }

    @Test
    void aBatchThatIsRunAgainElsewhereIsStoredOnceHoweverBusyTheOthersWere() {
        append("a", "old", NOW);
        BatchTask task = new BatchTask(IntStream.range(0, BatchTask.MOST)
                .mapToObj(i -> addition(NODE, "m" + i, i == 7 ? "old" : i > 200 ? "k" + i % 3 : null, RETENTION))
                .toList());
        BatchTask sent = wired(task, new BatchTask());
        byte[] answer = sent.process(owned, NOW, false);
        backUp(sent); // and then the owner dies, and nobody hears the answer
        for (int i = 0; i < 20_000; i++) {
            append(copied, "of others " + i, NOW + 1_000);
        }
        long offset = copied.getValue().offset();
        assertThat(wired(task, new BatchTask()).process(copied, NOW + 5_000, false))
                .isEqualTo(answer);
        assertThat(copied.getValue().offset()).isEqualTo(offset);
    }

    @Test
    void aBatchWhoseCopyWasLostIsCopiedAsAWhole() {
        Retention large = new Retention(1_000, 60_000);
        append("a", null, NOW, large);
        BatchTask task = new BatchTask(IntStream.range(0, BatchTask.MOST)
                .mapToObj(i -> addition(NODE, "m" + i, null, large))
                .toList());
        task.process(owned, NOW, false); // the copy's node dies with it, and another one has what there was before
        task.process(owned, NOW + 50, false);
        backUp(task);
        assertSame();
        backUp(task);
        assertSame();
    }

    @Test
    void aCopyThatMissedSomethingKeepsTheBatchAlone() {
        append("a", null, NOW);
        task("lost", null, RETENTION).process(owned, NOW, false);
        append(batch("c", "d"), 2, NOW);
        StreamEntry copy = copied.getValue();
        assertThat(copy.offset()).isEqualTo(4);
        assertThat(copy.oldest(RETENTION, NOW)).isEqualTo(3);
        assertThat(copy.digest()).isEqualTo(owned.getValue().digest());
    }

    @Test
    void whatANodeHasGoneOnFromIsNeverStoredLater() {
        AppendTask given = task("given up", null, RETENTION);
        BatchTask together = batch("given up, too", "and this");
        append("later", null, NOW);
        for (StoreTask late : List.of(given, together)) {
            byte[] answer = late.process(owned, NOW + 20_000, false);
            assertThat(late.getBackupProcessor()).isNull();
            assertThatThrownBy(() -> StreamAnswer.appended(answer))
                    .isInstanceOfSatisfying(
                            RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
        assertThat(texts(owned.getValue())).isEqualTo("later");
        assertThat(new AppendTask(addition(OTHER, "another node's", null, RETENTION)).process(owned, NOW, false))
                .isEqualTo(StreamAnswer.appended(owned.getValue().epoch(), 2, false));
    }

    @Test
    void whereTooFewNodesAreTogetherNothingOfABatchIsWritten() {
        byte[] refused = batch("a", "b").process(owned, NOW, true);
        assertThatThrownBy(() -> StreamAnswer.batch(refused, 2)).isInstanceOf(RefusedException.class);
        assertThat(owned.getValue()).isNull();
    }

    @Test
    void aCopyIsWhatTheStreamIsAndTheStreamWhatItWouldBeWithoutBatches() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        var alone = entry();
        long now = NOW;
        for (int round = 0; round < 1_000; round++) {
            now += random.nextInt(300);
            List<Addition> additions = new ArrayList<>();
            long node = random.nextInt(3);
            for (int i = random.nextInt(6); i >= 0; i--) {
                Retention retention = new Retention(1 + random.nextInt(20), 1 + random.nextInt(5_000));
                String key = random.nextInt(3) == 0 ? "k" + random.nextInt(50) : null;
                additions.add(addition(node, "m" + ids, key, retention));
            }
            BatchTask batch = wired(new BatchTask(additions), new BatchTask());
            List<Appended> answers = append(batch, additions.size(), now);
            if (random.nextInt(4) == 0) {
                assertThat(append(batch, additions.size(), now))
                        .as("seed " + seed)
                        .isEqualTo(answers);
            }
            for (int i = 0; i < additions.size(); i++) {
                Appended single = StreamAnswer.appended(new AppendTask(additions.get(i)).process(alone, now, false));
                assertThat(answers.get(i).duplicate()).as("seed " + seed).isEqualTo(single.duplicate());
                assertThat(answers.get(i).position().offset())
                        .isEqualTo(single.position().offset());
            }
            assertSame();
            assertThat(owned.getValue().digest())
                    .as("seed " + seed)
                    .isEqualTo(alone.getValue().digest());
        }
    }

    @Test
    void whatIsKnownOfAppendsCostsWhatTheirNodesAreAndGoesAfterAMinute() {
        long empty = weightOf(NOW);
        Retention one = new Retention(1, 1);
        for (int i = 0; i < 20_000; i++) {
            append("m", null, NOW, one);
        }
        assertThat(weightOf(NOW) - empty).isBetween(8_000L, 11_000L);
        for (int node = 2; node <= 10; node++) {
            for (int i = 0; i < 300; i++) {
                new AppendTask(addition(node, "m", null, one)).process(owned, NOW, false);
            }
        }
        assertThat(weightOf(NOW) - empty).isBetween(80_000L, 110_000L);
        owned.getValue().expire(NOW + 62_000);
        assertThat(weightOf(NOW + 62_000)).isEqualTo(empty);
    }

    private static String texts(StreamEntry stream) {
        long oldest = stream.oldest(RETENTION, NOW);
        return Stream.iterate(oldest, at -> at <= stream.offset(), at -> at + 1)
                .map(at -> new String(
                                RecordCodec.decode(at, stream.record(at)).data().bytes())
                        .replace("\"", ""))
                .reduce("", String::concat);
    }
}
