package io.carillon.cluster;

import io.carillon.Microbenchmark;
import io.carillon.message.RoomName;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/**
 * Which nodes want a publication, where three others have members in 100,000 rooms: once for each publication, on every
 * node. Names are equal to those in the table, not the same, and in an order that no cache foresees; their hashes are
 * known. ns and bytes a lookup.
 */
public class InterestTableBenchmark extends Microbenchmark {

    private static final int ROOMS = 100_000;
    /** A power of two. */
    private static final int LOOKUPS = 1 << 16;

    private final InterestTable table = new InterestTable();
    private RoomName[] known;
    private RoomName[] unknown;
    private int next;

    @Setup
    public void prepare() {
        for (int i = 0; i < ROOMS; i++) {
            table.enter("node-" + i % 3, room(i));
        }
        known = names(InterestTableBenchmark::room);
        unknown = names(i -> new RoomName("elsewhere:" + i));
    }

    private static RoomName room(int i) {
        return new RoomName("room:" + i);
    }

    private static RoomName[] names(IntFunction<RoomName> name) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, LOOKUPS)
                .map(i -> random.nextInt(ROOMS))
                .mapToObj(name)
                .toArray(RoomName[]::new);
    }

    @Benchmark
    public String[] known() {
        return table.nodes(known[next++ & LOOKUPS - 1]);
    }

    @Benchmark
    public String[] unknown() {
        return table.nodes(unknown[next++ & LOOKUPS - 1]);
    }
}
