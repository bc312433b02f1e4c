package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the owner of places has done to them, in its order, for a copy. */
final class SeatCopy extends WireData implements EntryProcessor<String, Seats, byte[]> {

    private static final long serialVersionUID = 1L;

    /** Exactly one of them is there. */
    private record Change(@Nullable Seat put, @Nullable String removed) {}

    private final transient List<Change> changes = new ArrayList<>(2);

    void put(Seat seat) {
        changes.add(new Change(seat, null));
    }

    void remove(String connection) {
        changes.add(new Change(null, connection));
    }

    @Override
    @SuppressWarnings("NullAway") // a copy is not asked
    public byte[] process(Map.Entry<String, Seats> entry) {
        Seats known = entry.getValue();
        Seats seats = known == null ? new Seats() : known;
        for (Change change : changes) {
            if (change.put != null) {
                seats.put(change.put);
            } else if (change.removed != null) {
                seats.remove(change.removed);
            }
        }
        entry.setValue(seats.isEmpty() ? null : seats);
        return null;
    }

    @Override
    @SuppressWarnings("NullAway") // nobody has a copy of a copy
    public EntryProcessor<String, Seats, byte[]> getBackupProcessor() {
        return null;
    }

    @Override
    public int getClassId() {
        return StreamTypes.SEAT_COPY;
    }

    @Override
    void write(WireWriter writer) {
        writer.count(changes.size());
        for (Change change : changes) {
            writer.octet(change.put == null ? 0 : 1);
            if (change.put != null) {
                change.put.write(writer);
            } else {
                writer.text(String.valueOf(change.removed));
            }
        }
    }

    @Override
    void read(WireReader reader) {
        for (int i = reader.count(); i > 0; i--) {
            if (reader.octet() == 1) {
                put(Seat.read(reader));
            } else {
                remove(reader.text());
            }
        }
    }
}
