package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores what a node has handed in. What is random or depends on the time is settled here, on the owner, and the copies are
 * told.
 *
 * <p>Hazelcast runs a task again, elsewhere, when its owner has gone before it answered. So a task knows how often it
 * was sent, and from the second time on it looks whether it has been done. Hazelcast may do so long after anybody waited
 * for it, and when its node has gone on: then nothing is stored, for what the node handed in later is there already.
 */
abstract class StoreTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    /** @param copy what the copies are told */
    record Outcome(byte[] answer, StreamTask copy) {}

    private int runs;
    private transient @Nullable StreamTask copy;

    @Override
    public final byte[] process(Map.Entry<String, StreamEntry> entry) {
        boolean cutOff = isCutOff();
        if (!cutOff && !hasCopies(entry.getKey())) {
            copy = null;
            return StreamAnswer.copiesMissing();
        }
        return process(entry, System.currentTimeMillis(), cutOff);
    }

    /** The same, told the time, and whether this node must not write. */
    final byte[] process(Map.Entry<String, StreamEntry> entry, long now, boolean cutOff) {
        copy = null;
        boolean again = runs++ > 0;
        if (cutOff) {
            return StreamAnswer.cutOff();
        }
        StreamEntry known = entry.getValue();
        StreamEntry stream = known == null ? StreamEntry.begin(now) : known;
        if (stream.isPassed(newest())) {
            return StreamAnswer.passed();
        }
        long before = stream.offset();
        Outcome outcome = store(stream, again, now);
        if (stream.offset() > before) {
            entry.setValue(stream);
        }
        copy = outcome.copy;
        return outcome.answer;
    }

    /** Of what is to be stored, the last one's. */
    abstract RecordId newest();

    /** @param again whether the same may have been done before */
    abstract Outcome store(StreamEntry stream, boolean again, long now);

    @Override
    public final @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return copy;
    }

    @Override
    final void write(WireWriter writer) {
        writer.count(runs++);
        writeAdditions(writer);
    }

    @Override
    final void read(WireReader reader) {
        runs = reader.count();
        readAdditions(reader);
    }

    abstract void writeAdditions(WireWriter writer);

    abstract void readAdditions(WireReader reader);
}
