package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores a message. What is random or depends on the time is settled here, on the owner, and the copies are told.
 *
 * <p>Hazelcast runs a task again, elsewhere, when its owner has gone before it answered. So a task knows how often it
 * was sent, and from the second time on it looks whether it has been done.
 */
final class AppendTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    private transient @Nullable Addition addition;
    private int runs;
    private transient @Nullable StreamTask copy;

    AppendTask() {}

    AppendTask(Addition addition) {
        this.addition = addition;
    }

    @Override
    public byte[] process(Map.Entry<String, StreamEntry> entry) {
        boolean cutOff = isCutOff();
        if (!cutOff && !hasCopies(entry.getKey())) {
            copy = null;
            return StreamAnswer.copiesMissing();
        }
        return process(entry, System.currentTimeMillis(), cutOff);
    }

    /** The same, told the time, and whether this node must not write. */
    byte[] process(Map.Entry<String, StreamEntry> entry, long now, boolean cutOff) {
        copy = null;
        boolean again = runs++ > 0;
        if (cutOff) {
            return StreamAnswer.cutOff();
        }
        StreamEntry stream = entry.getValue();
        if (stream == null) {
            stream = StreamEntry.begin(now);
        }
        Addition wanted = addition();
        long before = again ? stream.appended(wanted.id(), now) : 0;
        if (before > 0) {
            return repeated(stream, before, now, false);
        }
        before = wanted.key() == null ? 0 : stream.keyed(wanted.key(), now);
        if (before > 0) {
            return repeated(stream, before, now, true);
        }
        Addition stored = wanted.stored(now);
        stream.append(stored, now);
        entry.setValue(stream);
        copy = CopyTask.of(stream, stored, now);
        return StreamAnswer.appended(stream.epoch(), stream.offset(), false);
    }

    /** Copied once more: that it is here does not say that the copies ever had it, and this answer says so. */
    private byte[] repeated(StreamEntry stream, long offset, long now, boolean duplicate) {
        copy = CopyTask.again(stream, offset, addition(), now);
        return StreamAnswer.appended(stream.epoch(), offset, duplicate);
    }

    private Addition addition() {
        if (addition == null) {
            throw new IllegalStateException("an append of nothing");
        }
        return addition;
    }

    @Override
    public @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return copy;
    }

    @Override
    public int getClassId() {
        return StreamTypes.APPEND;
    }

    @Override
    void write(WireWriter writer) {
        writer.count(runs++);
        addition().write(writer);
    }

    @Override
    void read(WireReader reader) {
        runs = reader.count();
        addition = Addition.read(reader);
    }
}
