package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamEntry.Retention;
import io.carillon.cluster.StreamStore.Appended;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.stream.Slice;
import io.carillon.stream.StoredMessage;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stream and its copy, without Hazelcast, at times of the test's own. */
abstract class StreamFixture {

    static final long NOW = 1_800_000_000_000L;
    static final Retention RETENTION = new Retention(5, 1_000);
    static final Sender ADA = Sender.user("ada", "c1");
    static final long NODE = 1;
    static final long OTHER = 2;

    final Map.Entry<String, StreamEntry> owned = entry();
    final Map.Entry<String, StreamEntry> copied = entry();
    long ids;

    /** Both have the same bytes but for the time of their last use. */
    void assertSame() {
        StreamEntry one = copy(owned.getValue());
        StreamEntry other = copy(copied.getValue());
        one.touch(Long.MAX_VALUE);
        other.touch(Long.MAX_VALUE);
        assertThat(other.toWire()).isEqualTo(one.toWire());
    }

    static StreamEntry copy(StreamEntry stream) {
        return wired(stream, new StreamEntry());
    }

    static <T extends WireData> T wired(T from, T to) {
        to.fromWire(from.toWire());
        return to;
    }

    Appended append(String text, @Nullable String key, long now) {
        return append(text, key, now, RETENTION);
    }

    Appended append(String text, @Nullable String key, long now, Retention retention) {
        AppendTask task = task(text, key, retention);
        byte[] answer = task.process(owned, now, false);
        backUp(task);
        return StreamAnswer.appended(answer);
    }

    List<Appended> append(BatchTask task, int count, long now) {
        byte[] answer = task.process(owned, now, false);
        backUp(task);
        return StreamAnswer.batch(answer, count);
    }

    /** Appends to what was the copy, from another node. */
    void append(Map.Entry<String, StreamEntry> to, String text, long now) {
        new AppendTask(addition(OTHER, text, null, RETENTION)).process(to, now, false);
    }

    Map.Entry<String, StreamEntry> copied(@Nullable StreamEntry stream) {
        copied.setValue(stream);
        return copied;
    }

    AppendTask task(String text, @Nullable String key, Retention retention) {
        return new AppendTask(addition(NODE, text, key, retention));
    }

    /** Of messages "key:text", or "text". */
    BatchTask batch(String... texts) {
        return new BatchTask(Stream.of(texts)
                .map(text -> text.split(":"))
                .map(parts -> addition(NODE, parts[parts.length - 1], parts.length > 1 ? parts[0] : null, RETENTION))
                .toList());
    }

    Addition addition(long node, String text, @Nullable String key, Retention retention) {
        byte[] record = RecordCodec.encode(
                new StreamStore.Append(new RoomName("room"), Payload.json('"' + text + '"'), ADA, null, NOW - 5));
        RecordId keyed = key == null ? null : RecordId.of(ADA, key);
        return new Addition(record, new RecordId(node, ++ids), keyed, retention);
    }

    Slice read(long since, int limit, boolean reverse, long now) {
        ReadTask task = wired(new ReadTask(since, limit, reverse, RETENTION), new ReadTask());
        Slice slice = StreamAnswer.slice(task.process(owned, now, false), reverse);
        backUp(task);
        return slice;
    }

    void sweep(long now) {
        SweepTask sweep = new SweepTask(0);
        sweep.process(owned, now);
        sweep.getBackupProcessor().process(copied, now);
    }

    long weightOf(long now) {
        read(0, 0, false, now);
        return owned.getValue().weight();
    }

    void backUp(StreamTask task) {
        StreamTask backup = backup(task);
        if (backup != null) {
            StreamTask sent = (StreamTask) new StreamTypes().create(backup.getClassId());
            wired(backup, sent).process(copied);
        }
    }

    static @Nullable StreamTask backup(StreamTask task) {
        return (StreamTask) task.getBackupProcessor();
    }

    static List<Long> offsets(Slice slice) {
        return slice.messages().stream().map(StoredMessage::offset).toList();
    }

    static Map.Entry<String, StreamEntry> entry() {
        return new SimpleEntry<>("room", null);
    }
}
