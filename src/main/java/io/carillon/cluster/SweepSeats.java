package io.carillon.cluster;

import com.hazelcast.map.EntryProcessor;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes away the places of nodes that have gone, and those of one node that it has not put back in its latest life. Many
 * entries are swept as one, so that a copy does the same itself, instead of being told what came of it.
 */
final class SweepSeats extends SeatTask {

    private static final long serialVersionUID = 1L;

    private transient Life life = new Life("", 0);
    private transient Set<String> known = Set.of();

    SweepSeats() {}

    /**
     * @param life of the node that sweeps
     * @param known the nodes that it knows of; gone is who is known to neither it nor the owner of the places
     */
    SweepSeats(Life life, Set<String> known) {
        this.life = life;
        this.known = Set.copyOf(known);
    }

    @Override
    byte[] process(SeatDraft draft, long now, Set<String> nodes) {
        Predicate<Seat> dead = deadWithout(nodes).and(deadWithout(known));
        draft.removeIf(seat -> seat.life().node().equals(life.node())
                ? seat.life().incarnation() < life.incarnation()
                : dead.test(seat));
        return NOTHING;
    }

    @Override
    public EntryProcessor<String, Seats, byte[]> getBackupProcessor() {
        return new SweepSeats(life, known);
    }

    @Override
    public int getClassId() {
        return StreamTypes.SWEEP_SEATS;
    }

    @Override
    void write(WireWriter writer) {
        writer.text(life.node()).number(life.incarnation()).count(known.size());
        known.forEach(writer::text);
    }

    @Override
    void read(WireReader reader) {
        life = new Life(reader.text(), reader.number());
        Set<String> nodes = new HashSet<>();
        for (int i = reader.count(); i > 0; i--) {
            nodes.add(reader.text());
        }
        known = nodes;
    }
}
