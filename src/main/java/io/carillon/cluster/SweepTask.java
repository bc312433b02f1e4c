package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets go what is over, in all streams and all their copies: messages, keys, and streams that nobody uses any more. Also
 * counts what each node holds. Nothing that could be read changes by it.
 */
final class SweepTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    /** A copy goes later than the stream: it may not have heard of its last use. */
    private static final long GRACE = 3_600_000;

    private long now;
    private boolean copies;

    SweepTask() {}

    /** @param now in ms since 1970; also tells this sweep from others */
    SweepTask(long now) {
        this(now, false);
    }

    private SweepTask(long now, boolean copies) {
        this.now = now;
        this.copies = copies;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, StreamEntry> entry) {
        StreamEntry stream = entry.getValue();
        if (stream == null) {
            return null;
        }
        if (stream.isIdle(now, copies ? GRACE : 0)) {
            entry.setValue(null);
            return null;
        }
        stream.expire(now);
        StreamHome home = home();
        if (home != null) {
            home.held().count(now, stream.weight());
        }
        return null;
    }

    @Override
    public EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return new SweepTask(now, true);
    }

    @Override
    public int getClassId() {
        return StreamTypes.SWEEP;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(now).octet(copies ? 1 : 0);
    }

    @Override
    void read(WireReader reader) {
        now = reader.number();
        copies = reader.octet() == 1;
    }
}
