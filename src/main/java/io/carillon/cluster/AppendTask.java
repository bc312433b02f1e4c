package io.carillon.cluster;

import org.jspecify.annotations.Nullable;

/** Stores a message. */
final class AppendTask extends StoreTask {

    private static final long serialVersionUID = 1L;

    private transient @Nullable Addition addition;

    AppendTask() {}

    AppendTask(Addition addition) {
        this.addition = addition;
    }

    @Override
    RecordId newest() {
        return addition().id();
    }

    @Override
    Outcome store(StreamEntry stream, boolean again, long now) {
        Stored stored = Stored.in(stream, addition(), again, 0, now);
        return new Outcome(
                StreamAnswer.appended(stream.epoch(), stored.offset(), stored.duplicate()),
                CopyTask.of(stream, stored, now));
    }

    private Addition addition() {
        if (addition == null) {
            throw new IllegalStateException("an append of nothing");
        }
        return addition;
    }

    @Override
    public int getClassId() {
        return StreamTypes.APPEND;
    }

    @Override
    void writeAdditions(WireWriter writer) {
        addition().write(writer);
    }

    @Override
    void readAdditions(WireReader reader) {
        addition = Addition.read(reader);
    }
}
