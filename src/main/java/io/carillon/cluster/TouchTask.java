package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Notes on the copies of streams that somebody is interested in them. */
final class TouchTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    private long now;

    TouchTask() {}

    /** @param now in ms since 1970, by the owner's clock */
    TouchTask(long now) {
        this.now = now;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, StreamEntry> entry) {
        StreamEntry stream = entry.getValue();
        if (stream != null) {
            stream.touch(now);
            entry.setValue(stream);
        }
        return null;
    }

    @Override
    public @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return null;
    }

    @Override
    public int getClassId() {
        return StreamTypes.TOUCH;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(now);
    }

    @Override
    void read(WireReader reader) {
        now = reader.number();
    }
}
