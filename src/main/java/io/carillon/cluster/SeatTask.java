package io.carillon.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.map.EntryProcessor;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is done to places where they are: on the thread of their partition, by the partition's owner. What came of it goes
 * to the copies as a {@link SeatCopy}. Answers are bytes, so that a node needs no class of another one's version.
 */
abstract class SeatTask extends WireData implements EntryProcessor<String, Seats, byte[]>, HazelcastInstanceAware {

    private static final long serialVersionUID = 1L;

    static final byte[] NOTHING = {};

    private transient @Nullable HazelcastInstance hazelcast;
    private transient @Nullable SeatCopy changes;

    @Override
    public final void setHazelcastInstance(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    @Override
    public final byte[] process(Map.Entry<String, Seats> entry) {
        HazelcastInstance here = hazelcast;
        return process(entry, System.currentTimeMillis(), here == null ? Set.of() : Members.nodes(here));
    }

    /** The same, told the time, and which nodes there are; none where nobody knows. */
    final byte[] process(Map.Entry<String, Seats> entry, long now, Set<String> nodes) {
        Seats known = entry.getValue();
        SeatDraft draft = new SeatDraft(known == null ? new Seats() : known);
        byte[] answer = process(draft, now, nodes);
        changes = draft.changes(); // of the last entry, where this goes to many
        if (draft.changes() != null) {
            entry.setValue(draft.seats().isEmpty() ? null : draft.seats());
        }
        return answer;
    }

    /** Changes the places through the draft. */
    abstract byte[] process(SeatDraft draft, long now, Set<String> nodes);

    /** Of nodes that have gone. Nothing where it is not known which there are. */
    static Predicate<Seat> deadWithout(Set<String> nodes) {
        return seat -> !nodes.isEmpty() && !nodes.contains(seat.life().node());
    }

    @Override
    public @Nullable EntryProcessor<String, Seats, byte[]> getBackupProcessor() {
        return changes;
    }
}
