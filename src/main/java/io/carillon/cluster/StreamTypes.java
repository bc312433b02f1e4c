package io.carillon.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** What of the streams, and of places, travels between nodes, by number. A number is never given to anything else. */
final class StreamTypes implements DataSerializableFactory {

    /** "CRLN". */
    static final int FACTORY = 0x43524C4E;

    static final int ENTRY = 1;
    static final int APPEND = 2;
    static final int COPY = 3;
    static final int READ = 4;
    static final int POSITIONS = 5;
    static final int TOUCH = 6;
    static final int SWEEP = 7;
    static final int MERGE = 8;
    static final int BATCH = 9;
    static final int BATCH_COPY = 10;

    static final int SEATS = 20;
    static final int TAKE_SEAT = 21;
    static final int GIVE_SEAT = 22;
    static final int SWEEP_SEATS = 23;
    static final int SEAT_COPY = 24;
    static final int SEAT_MERGE = 25;

    @Override
    public IdentifiedDataSerializable create(int type) {
        return switch (type) {
            case ENTRY -> new StreamEntry();
            case APPEND -> new AppendTask();
            case COPY -> new CopyTask();
            case READ -> new ReadTask();
            case POSITIONS -> new PositionsTask();
            case TOUCH -> new TouchTask();
            case SWEEP -> new SweepTask();
            case MERGE -> new StreamMerge();
            case BATCH -> new BatchTask();
            case BATCH_COPY -> new BatchCopy();
            case SEATS -> new Seats();
            case TAKE_SEAT -> new TakeSeat();
            case GIVE_SEAT -> new GiveSeat();
            case SWEEP_SEATS -> new SweepSeats();
            case SEAT_COPY -> new SeatCopy();
            case SEAT_MERGE -> new SeatMerge();
            default -> throw new IllegalArgumentException("unknown type of data: " + type);
        };
    }
}
