package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Does to a copy what a batch did to the stream: as a {@link CopyTask} for each, at once. */
final class BatchCopy extends StreamTask {

    private static final long serialVersionUID = 1L;

    /** What was stored where. */
    private record Copied(long offset, Addition addition) {}

    private long epoch;
    private long digest;
    private long now;
    private transient List<Copied> copied = List.of();

    BatchCopy() {}

    private BatchCopy(StreamEntry stream, List<Copied> copied, long now) {
        this.epoch = stream.epoch();
        this.digest = stream.digestAt(copied.get(copied.size() - 1).offset);
        this.now = now;
        this.copied = copied;
    }

    static StreamTask of(StreamEntry stream, List<Stored> all, long now) {
        List<Copied> copied = new ArrayList<>(all.size());
        long last = 0;
        for (Stored stored : all) {
            Addition addition = stored.copied();
            if (addition != null && stored.offset() > last) { // the others are there when this one is
                last = stored.offset();
                copied.add(new Copied(last, addition));
            }
        }
        return copied.isEmpty() ? new TouchTask(now) : new BatchCopy(stream, copied, now);
    }

    @Override
    public byte @Nullable [] process(Map.Entry<String, StreamEntry> entry) {
        StreamEntry stream = entry.getValue();
        if (stream == null || stream.epoch() != epoch) {
            stream = StreamEntry.at(epoch, 0, 0, now);
        }
        long before = stream.offset();
        for (Copied one : copied) {
            if (stream.offset() < one.offset) {
                stream.follow(one.addition, one.offset, now);
            }
        }
        if (stream.offset() > before) {
            stream.resume(digest);
        }
        stream.touch(now);
        entry.setValue(stream);
        return null;
    }

    @Override
    public @Nullable EntryProcessor<String, StreamEntry, byte[]> getBackupProcessor() {
        return null;
    }

    @Override
    public int getClassId() {
        return StreamTypes.BATCH_COPY;
    }

    @Override
    void write(WireWriter writer) {
        writer.number(epoch).number(digest).number(now).count(copied.size());
        for (Copied one : copied) {
            writer.number(one.offset);
            one.addition.write(writer);
        }
    }

    @Override
    void read(WireReader reader) {
        epoch = reader.number();
        digest = reader.number();
        now = reader.number();
        int count = reader.count();
        if (epoch < 1 || count > BatchTask.MOST) {
            throw new WireException("not a batch: " + count + " messages in epoch " + epoch);
        }
        copied = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            copied.add(new Copied(reader.number(), Addition.read(reader)));
        }
    }
}
