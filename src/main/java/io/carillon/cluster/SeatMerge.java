package io.carillon.cluster;

import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What remains of places when a divided cluster is one again: those of both sides. Each side has forgotten the other one's,
 * or has some that were given back meanwhile; {@link Places#settle} puts that right.
 */
final class SeatMerge extends WireData implements SplitBrainMergePolicy<Seats, MergingValue<Seats>, Seats> {

    @Override
    public @Nullable Seats merge(MergingValue<Seats> merging, @Nullable MergingValue<Seats> existing) {
        Seats smaller = merging.getDeserializedValue();
        return existing == null ? smaller : union(smaller, existing.getDeserializedValue());
    }

    /** Where both have a place of a connection, the one that was told later. */
    static Seats union(Seats smaller, Seats larger) {
        Seats union = new Seats();
        larger.all().forEach(union::put);
        for (Seat seat : smaller.all()) {
            Seat other = union.of(seat.connection());
            if (other == null || other.life().incarnation() < seat.life().incarnation()) {
                union.put(seat);
            }
        }
        return union;
    }

    @Override
    public int getClassId() {
        return StreamTypes.SEAT_MERGE;
    }

    @Override
    void write(WireWriter writer) {}

    @Override
    void read(WireReader reader) {}
}
