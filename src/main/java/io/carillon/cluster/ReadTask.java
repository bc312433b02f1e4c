package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import io.carillon.cluster.StreamEntry.Retention;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a part of a stream, and begins one where there is none: who joins has to have an epoch to come back with. */
final class ReadTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    /** An answer ends with the message that makes it longer than this, in bytes. */
    static final int LONGEST = 512 * 1024;

    private long since;
    private int limit;
    private boolean reverse;
    private transient Retention retention = new Retention(1, 1);
    private transient @Nullable StreamTask copy;

    ReadTask() {}

    ReadTask(long since, int limit, boolean reverse, Retention retention) {
        this.since = since;
        this.limit = limit;
        this.reverse = reverse;
        this.retention = retention;
    }

    @Override
    public byte[] process(Map.Entry<String, StreamEntry> entry) {
        return process(entry, System.currentTimeMillis(), isCutOff());
    }

    /** The same, told the time, and whether this node must not write. */
    byte[] process(Map.Entry<String, StreamEntry> entry, long now, boolean cutOff) {
        copy = null;
        StreamEntry stream = entry.getValue();
        if (stream == null && cutOff) {
            return StreamAnswer.cutOff(); // it is not lost, but on the other side
        }
        if (stream == null) {
            stream = StreamEntry.begin(now);
            entry.setValue(stream);
            copy = CopyTask.position(stream, now);
        } else if (stream.isTouchDue(now)) {
            stream.touch(now);
            copy = new TouchTask(now);
        }
        return slice(stream, stream.oldest(retention, now));
    }

    private byte[] slice(StreamEntry stream, long oldest) {
        long newest = stream.offset();
        long from = since >= newest ? newest + 1 : Math.max(since + 1, oldest);
        long first = reverse ? newest : from;
        int count = fitting(stream, first, (int) Math.min(limit, newest - from + 1));
        WireWriter writer = StreamAnswer.slice(stream.epoch(), newest, oldest, first, count);
        for (int i = 0; i < count; i++) {
            writer.bytes(stream.record(reverse ? first - i : first + i));
        }
        return writer.toBytes();
    }

    /** How many of them make an answer that is not too long; one at least. */
    private int fitting(StreamEntry stream, long first, int most) {
        int count = 0;
        for (int bytes = 0; count < most && bytes < LONGEST; count++) {
            bytes += stream.record(reverse ? first - count : first + count).length;
        }
        return count;
    }

    @Override
    public @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return copy;
    }

    @Override
    public int getClassId() {
        return StreamTypes.READ;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(since).count(limit).octet(reverse ? 1 : 0);
        writer.count(retention.size()).number(retention.ttl());
    }

    @Override
    void read(WireReader reader) {
        since = reader.number();
        limit = reader.count();
        reverse = reader.octet() == 1;
        retention = new Retention(reader.count(), reader.number());
    }
}
