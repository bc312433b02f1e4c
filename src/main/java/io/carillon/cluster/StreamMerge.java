package io.carillon.cluster;

import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What remains of a stream when a divided cluster is one again. The smaller side's streams are handed in; the larger
 * side's stand. Where one side only went on with what the other one had, what it added stays: nobody was ever told
 * anything else. Where both went on, the larger side's messages stay, in a new epoch: an offset of the old one may mean
 * either side's message to whoever comes back with it, and a new epoch makes all of them reload.
 */
final class StreamMerge extends WireData
        implements SplitBrainMergePolicy<StreamEntry, MergingValue<StreamEntry>, StreamEntry> {

    @Override
    public @Nullable StreamEntry merge(
            MergingValue<StreamEntry> merging, @Nullable MergingValue<StreamEntry> existing) {
        StreamEntry smaller = merging.getDeserializedValue();
        return existing == null ? smaller : remaining(smaller, existing.getDeserializedValue());
    }

    /** @param smaller the smaller side's; streams are not changed, but answered or copied */
    static StreamEntry remaining(StreamEntry smaller, StreamEntry larger) {
        if (smaller.epoch() != larger.epoch()) {
            return larger.offset() == 0
                    ? smaller
                    : larger; // one that was only asked for must not displace what was said
        }
        if (larger.continues(smaller)) {
            return larger;
        }
        return smaller.continues(larger) ? smaller : larger.forked();
    }

    @Override
    public int getClassId() {
        return StreamTypes.MERGE;
    }

    @Override
    void write(WireWriter writer) {}

    @Override
    void read(WireReader reader) {}
}
