package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does to a copy what was done to the stream. Whatever the copy was, it is then at the position at least, so that an
 * offset is never given twice; a copy that had missed something keeps nothing from before the gap.
 */
final class CopyTask extends StreamTask {

    private static final long serialVersionUID = 1L;

    private long epoch;
    private long offset;
    private long digest;
    private long now;
    private transient @Nullable Addition addition;

    CopyTask() {}

    private CopyTask(StreamEntry stream, long offset, @Nullable Addition addition, long now) {
        this.epoch = stream.epoch();
        this.offset = offset;
        this.digest = stream.digestAt(offset);
        this.now = now;
        this.addition = addition;
    }

    /** What was stored; where the copies need not be told of it, it is enough that they answer. */
    static StreamTask of(StreamEntry stream, Stored stored, long now) {
        Addition copied = stored.copied();
        return copied == null ? new TouchTask(now) : new CopyTask(stream, stored.offset(), copied, now);
    }

    static CopyTask position(StreamEntry stream, long now) {
        return new CopyTask(stream, stream.offset(), null, now);
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, StreamEntry> entry) {
        StreamEntry stream = entry.getValue();
        if (stream == null || stream.epoch() != epoch) {
            stream = StreamEntry.at(epoch, 0, 0, now);
        }
        if (stream.offset() < offset) {
            follow(stream);
        }
        stream.touch(now);
        entry.setValue(stream);
        return null;
    }

    private void follow(StreamEntry stream) {
        Addition added = addition;
        if (added == null) {
            stream.skip(offset, digest);
            return;
        }
        stream.follow(added, offset, now);
        stream.resume(digest);
    }

    @Override
    public @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return null;
    }

    @Override
    public int getClassId() {
        return StreamTypes.COPY;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(epoch).number(offset).number(digest).number(now);
        writer.octet(addition == null ? 0 : 1);
        if (addition != null) {
            addition.write(writer);
        }
    }

    @Override
    void read(WireReader reader) {
        epoch = reader.number();
        offset = reader.number();
        digest = reader.number();
        now = reader.number();
        addition = reader.octet() == 1 ? Addition.read(reader) : null;
        if (epoch < 1 || offset < 0) {
            throw new WireException("not a position: " + epoch + " " + offset);
        }
    }
}
