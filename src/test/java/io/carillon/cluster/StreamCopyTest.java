package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.message.ErrorCode;
import io.carillon.message.RefusedException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of a stream when nodes die, are cut off, come back, or send what they should not. */
class StreamCopyTest extends StreamFixture {

    @Test
    void anAppendThatIsRunAgainElsewhereIsStoredOnce() {
        append("before", null, NOW);
        AppendTask task = task("m", null, RETENTION);
        AppendTask sent = wired(task, new AppendTask());
        byte[] answer = sent.process(owned, NOW, false);
        backUp(sent); // and then the owner dies, and nobody hears the answer
        for (int i = 0; i < 20; i++) {
            append(copied, "of others " + i, NOW);
        }
        AppendTask again = wired(task, new AppendTask());
        assertThat(again.process(copied, NOW + 20_000, false)).isEqualTo(answer);
        assertThat(StreamAnswer.appended(answer).duplicate()).isFalse();
        assertThat(copied.getValue().offset()).isEqualTo(22);
    }

    @Test
    void anAppendThatIsRunTwiceByTheSameNodeIsStoredOnce() {
        AppendTask task = task("m", null, RETENTION);
        assertThat(task.process(owned, NOW, false)).isEqualTo(task.process(owned, NOW, false));
        assertThat(owned.getValue().offset()).isEqualTo(1);
    }

    @Test
    void aDuplicateIsCopiedOnceMoreBecauseTheCopyMayHaveMissedIt() {
        append("a", null, NOW);
        AppendTask lost = task("b", "k", RETENTION);
        lost.process(owned, NOW, false);
        AppendTask repeated = task("b", "k", RETENTION);
        assertThat(StreamAnswer.appended(repeated.process(owned, NOW, false)).duplicate())
                .isTrue();
        backUp(repeated);
        backUp(repeated);
        assertThat(copied.getValue().offset()).isEqualTo(2);
        assertThat(copied.getValue().digest()).isEqualTo(owned.getValue().digest());
        assertThat(copied.getValue().record(2)).isEqualTo(owned.getValue().record(2));
    }

    @Test
    void aCopyIsWhatTheStreamIs() {
        Random random = new Random(5);
        long now = NOW;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(300);
            Retention retention = new Retention(1 + random.nextInt(20), 1 + random.nextInt(5_000));
            append("m" + i, random.nextInt(3) == 0 ? "k" + random.nextInt(50) : null, now, retention);
            assertSame();
        }
    }

    @Test
    void aCopyThatMissedSomethingIsAtThePositionAndHasNoGap() {
        append("a", null, NOW);
        task("lost", null, RETENTION).process(owned, NOW, false);
        append("c", null, NOW);
        append("d", null, NOW);
        StreamEntry copy = copied.getValue();
        assertThat(copy.offset()).isEqualTo(4);
        assertThat(copy.oldest(RETENTION, NOW)).isEqualTo(3);
        assertThat(copy.digest()).isEqualTo(owned.getValue().digest());
    }

    @Test
    void whatComesLateDoesNotTakeACopyBack() {
        AppendTask first = task("a", null, RETENTION);
        first.process(owned, NOW, false);
        AppendTask second = task("b", null, RETENTION);
        second.process(owned, NOW, false);
        backUp(first);
        backUp(second);
        backUp(first);
        assertSame();
    }

    @Test
    void whereTooFewNodesAreTogetherNothingIsWrittenAndReadingGoesOn() {
        byte[] refused = task("a", null, RETENTION).process(owned, NOW, true);
        assertThatThrownBy(() -> StreamAnswer.appended(refused))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        byte[] unknown = new ReadTask(0, 9, false, RETENTION).process(owned, NOW, true);
        assertThatThrownBy(() -> StreamAnswer.slice(unknown, false)).isInstanceOf(RefusedException.class);
        assertThat(owned.getValue()).isNull();
        append("a", null, NOW);
        byte[] read = new ReadTask(0, 9, false, RETENTION).process(owned, NOW, true);
        assertThat(offsets(StreamAnswer.slice(read, false))).containsExactly(1L);
    }

    @Test
    void ofTwoSidesTheOneThatWentOnAloneIsContinued() {
        append("a", null, NOW);
        StreamEntry quiet = copy(owned.getValue());
        append("b", null, NOW);
        StreamEntry busy = owned.getValue();
        assertThat(StreamMerge.remaining(quiet, busy)).isSameAs(busy);
        assertThat(StreamMerge.remaining(busy, quiet)).isSameAs(busy);
        assertThat(StreamMerge.remaining(copy(busy), busy)).isSameAs(busy);
    }

    @Test
    void ofTwoSidesThatBothWentOnTheLargerStaysInANewEpoch() {
        append("a", null, NOW);
        copied.setValue(copy(owned.getValue()));
        append(copied, "b1", NOW);
        append(copied, "c1", NOW);
        task("b2", null, RETENTION).process(owned, NOW, false);
        StreamEntry larger = owned.getValue();
        StreamEntry remains = StreamMerge.remaining(copied.getValue(), larger);
        assertThat(remains.epoch()).isNotEqualTo(larger.epoch());
        assertThat(remains.offset()).isEqualTo(2);
        assertThat(remains.record(2)).isEqualTo(larger.record(2));
        assertThat(StreamMerge.remaining(larger, copied.getValue()).epoch()).isNotEqualTo(larger.epoch());
    }

    @Test
    void sidesThatBothWentOnAreToldApartWhenTheirMessagesHaveGone() {
        append("a", null, NOW);
        copied.setValue(copy(owned.getValue()));
        append(copied, "b1", NOW);
        task("b2", null, RETENTION).process(owned, NOW, false);
        copied.getValue().expire(NOW + 5_000);
        owned.getValue().expire(NOW + 5_000);
        assertThat(StreamMerge.remaining(copied.getValue(), owned.getValue()).epoch())
                .isNotEqualTo(owned.getValue().epoch());
        assertThat(StreamMerge.remaining(copy(owned.getValue()), owned.getValue()))
                .isSameAs(owned.getValue());
    }

    @Test
    void ofSidesWithDifferentEpochsTheLargerStands() {
        append("a", null, NOW);
        append(copied(null), "b", NOW);
        assertThat(StreamMerge.remaining(copied.getValue(), owned.getValue())).isSameAs(owned.getValue());
    }

    @Test
    void aStreamComesBackAsItWasAndBrokenBytesAreRefused() {
        for (int i = 0; i < 4; i++) {
            append("m" + i, "k" + i, NOW);
        }
        byte[] bytes = owned.getValue().toWire();
        assertThat(copy(owned.getValue()).toWire()).isEqualTo(bytes);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> new StreamEntry().fromWire(cut)).isInstanceOf(WireException.class);
        }
        byte[] later = bytes.clone();
        later[0]++;
        assertThatThrownBy(() -> new StreamEntry().fromWire(later)).isInstanceOf(WireException.class);
        hostile(bytes, StreamTypes.ENTRY);
    }

    @Test
    void hostileBytesDoNoMoreThanBeRefused() {
        append("m", null, NOW);
        AppendTask task = task("m", "k", RETENTION);
        hostile(task.toWire(), StreamTypes.APPEND);
        task.process(owned, NOW, false);
        hostile(((CopyTask) backup(task)).toWire(), StreamTypes.COPY);
        BatchTask batch = batch("a", "k:b", "k:c");
        hostile(batch.toWire(), StreamTypes.BATCH);
        batch.process(owned, NOW, false);
        hostile(((BatchCopy) backup(batch)).toWire(), StreamTypes.BATCH_COPY);
        hostile(new ReadTask(1, 2, true, RETENTION).toWire(), StreamTypes.READ);
        hostile(new PositionsTask().toWire(), StreamTypes.POSITIONS);
        hostile(new TouchTask(1).toWire(), StreamTypes.TOUCH);
        hostile(new SweepTask(1).toWire(), StreamTypes.SWEEP);
        hostile(new StreamMerge().toWire(), StreamTypes.MERGE);
    }

    private static void hostile(byte[] good, int type) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 9) : good.length);
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                ((WireData) new StreamTypes().create(type)).fromWire(bytes);
            } catch (WireException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("type " + type + " with seed " + seed + " at " + i, e);
            }
        }
    }
}
