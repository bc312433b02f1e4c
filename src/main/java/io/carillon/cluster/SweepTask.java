package io.carillon.cluster;

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

    private long ahead;
    private long number;
    private boolean copies;

    SweepTask() {}

    /** @param ahead by how much it is to be as if it were later, in ms; what time it is, each node knows for itself */
    SweepTask(long ahead) {
        this(ahead, ThreadLocalRandom.current().nextLong(), false);
    }

    /** @param number tells this sweep from others, to whoever counts */
    private SweepTask(long ahead, long number, boolean copies) {
        this.ahead = ahead;
        this.number = number;
        this.copies = copies;
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, StreamEntry> entry) {
        return process(entry, System.currentTimeMillis() + ahead);
    }

    /** The same, told the time. */
    byte @Nullable [] process(Map.Entry<String, StreamEntry> entry, long now) {
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
    public SweepTask getBackupProcessor() {
        return new SweepTask(ahead, number, true);
    }

    @Override
    public int getClassId() {
        return StreamTypes.SWEEP;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(ahead).number(number).octet(copies ? 1 : 0);
    }

    @Override
    void read(WireReader reader) {
        ahead = reader.number();
        number = reader.number();
        copies = reader.octet() == 1;
    }
}
