package io.carillon.cluster;

import java.util.ArrayList;
import java.util.List;

/** Stores messages that one node has handed in one after the other, in that order, as {@link AppendTask} does with each. */
final class BatchTask extends StoreTask {

    private static final long serialVersionUID = 1L;

    /** Messages; as many of each node's are known again, so it can never be more. */
    static final int MOST = 256;

    private transient List<Addition> additions = List.of();

    BatchTask() {}

    /** @param additions one at least, {@link #MOST} at most */
    BatchTask(List<Addition> additions) {
        this.additions = additions;
    }

    @Override
    RecordId newest() {
        return additions.get(additions.size() - 1).id();
    }

    @Override
    Outcome store(StreamEntry stream, boolean again, long now) {
        List<Stored> all = new ArrayList<>(additions.size());
        for (Addition addition : additions) {
            all.add(Stored.in(stream, addition, again, additions.size(), now));
        }
        return new Outcome(StreamAnswer.batch(stream.epoch(), all), BatchCopy.of(stream, all, now));
    }

    @Override
    public int getClassId() {
        return StreamTypes.BATCH;
    }

    @Override
    void writeAdditions(WireWriter writer) {
        writer.count(additions.size());
        for (Addition addition : additions) {
            addition.write(writer);
        }
    }

    @Override
    void readAdditions(WireReader reader) {
        int count = reader.count();
        if (count < 1 || count > MOST) {
            throw new WireException("not a batch: " + count + " messages, allowed are 1 to " + MOST);
        }
        additions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            additions.add(Addition.read(reader));
        }
    }
}
