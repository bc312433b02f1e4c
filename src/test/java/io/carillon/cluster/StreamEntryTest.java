package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.RefusedException;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import java.util.AbstractMap.SimpleEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done to a stream and its copy, without Hazelcast, at times of the test's own. */
class StreamEntryTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final Retention RETENTION = new Retention(5, 1_000);
    private static final Sender ADA = Sender.user("ada", "c1");

    private final Map.Entry<String, StreamEntry> owned = entry();
    private final Map.Entry<String, StreamEntry> copied = entry();
    private long ids;

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

    /** Both have the same bytes but for the time of their last use. */
    private void assertSame() {
        StreamEntry one = copy(owned.getValue());
        StreamEntry other = copy(copied.getValue());
        one.touch(Long.MAX_VALUE);
        other.touch(Long.MAX_VALUE);
        assertThat(other.toWire()).isEqualTo(one.toWire());
    }

    private static StreamEntry copy(StreamEntry stream) {
        return wired(stream, new StreamEntry());
    }

    private static <T extends WireData> T wired(T from, T to) {
        to.fromWire(from.toWire());
        return to;
    }

    private Appended append(String text, @Nullable String key, long now) {
        return append(text, key, now, RETENTION);
    }

    private Appended append(String text, @Nullable String key, long now, Retention retention) {
        AppendTask task = task(text, key, retention);
        byte[] answer = task.process(owned, now, false);
        backUp(task);
        return StreamAnswer.appended(answer);
    }

    /** Appends to what was the copy. */
    private void append(Map.Entry<String, StreamEntry> to, String text, long now) {
        task(text, null, RETENTION).process(to, now, false);
    }

    private Map.Entry<String, StreamEntry> copied(@Nullable StreamEntry stream) {
        copied.setValue(stream);
        return copied;
    }

    private AppendTask task(String text, @Nullable String key, Retention retention) {
        byte[] record = RecordCodec.encode(Payload.json('"' + text + '"'), ADA, NOW - 5);
        RecordId keyed = key == null ? null : RecordId.of(ADA, key);
        return new AppendTask(new Addition(record, new RecordId(1, ++ids), keyed, retention));
    }

    private Slice read(long since, int limit, boolean reverse, long now) {
        ReadTask task = wired(new ReadTask(since, limit, reverse, RETENTION), new ReadTask());
        Slice slice = StreamAnswer.slice(task.process(owned, now, false), reverse);
        backUp(task);
        return slice;
    }

    private void sweep(long now) {
        SweepTask sweep = new SweepTask(now);
        sweep.process(owned);
        sweep.getBackupProcessor().process(copied);
    }

    private long weightOf(long now) {
        read(0, 0, false, now);
        return owned.getValue().weight();
    }

    private void backUp(StreamTask task) {
        StreamTask backup = backup(task);
        if (backup != null) {
            StreamTask sent = (StreamTask) new StreamTypes().create(backup.getClassId());
            wired(backup, sent).process(copied);
        }
    }

    private static @Nullable StreamTask backup(StreamTask task) {
        return (StreamTask) task.getBackupProcessor();
    }

    private static List<Long> offsets(Slice slice) {
        return slice.messages().stream().map(StoredMessage::offset).toList();
    }

    private static Map.Entry<String, StreamEntry> entry() {
        return new SimpleEntry<>("room", null);
    }
}
