package io.carillon.cluster;

import java.util.Set;

/** Gives a place back; not one that the same connection has taken later. */
final class GiveSeat extends SeatTask {

    private static final long serialVersionUID = 1L;

    private String connection = "";
    private long number;

    GiveSeat() {}

    GiveSeat(String connection, long number) {
        this.connection = connection;
        this.number = number;
    }

    @Override
    byte[] process(Seats seats, long now, Set<String> nodes) {
        Seat known = seats.of(connection);
        if (known != null && known.number() <= number) {
            remove(seats, connection);
        }
        return NOTHING;
    }

    @Override
    public int getClassId() {
        return StreamTypes.GIVE_SEAT;
    }

    @Override
    void write(WireWriter writer) {
        writer.text(connection).number(number);
    }

    @Override
    void read(WireReader reader) {
        connection = reader.text();
        number = reader.number();
    }
}
