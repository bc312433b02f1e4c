package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers where a stream is, and nothing where there is none. One of these serves all the partitions of a node at once:
 * what it notes may be noted by any of them.
 */
final class PositionsTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    private transient volatile long touched;

    @Override
    public byte @Nullable [] process(Map.Entry<String, StreamEntry> entry) {
        StreamEntry stream = entry.getValue();
        if (stream == null) {
            return null;
        }
        long now = System.currentTimeMillis();
        if (stream.isTouchDue(now)) {
            stream.touch(now);
            touched = now;
        }
        return StreamAnswer.position(stream.epoch(), stream.offset());
    }

    @Override
    public @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return touched == 0 ? null : new TouchTask(touched);
    }

    @Override
    public int getClassId() {
        return StreamTypes.POSITIONS;
    }

    @Override
    void write(WireWriter writer) {}

    @Override
    void read(WireReader reader) {}
}
