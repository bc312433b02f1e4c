package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
    private long number;
    private boolean copies;

    SweepTask() {}

    /** @param now in ms since 1970 */
    SweepTask(long now) {
        this(now, ThreadLocalRandom.current().nextLong(), false);
    }

    /** @param number tells this sweep from others, to whoever counts */
    private SweepTask(long now, long number, boolean copies) {
        this.now = now;
        this.number = number;
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
            home.held().count(number, stream.weight());
        }
        return null;
    }

    @Override
    public EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return new SweepTask(now, number, true);
    }

    @Override
    public int getClassId() {
        return StreamTypes.SWEEP;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(now).number(number).octet(copies ? 1 : 0);
    }

    @Override
    void read(WireReader reader) {
        now = reader.number();
        number = reader.number();
        copies = reader.octet() == 1;
    }
}
