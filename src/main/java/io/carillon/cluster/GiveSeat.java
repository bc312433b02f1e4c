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
    byte[] process(SeatDraft draft, long now, Set<String> nodes) {
        Seat known = draft.seats().of(connection);
        if (known != null && known.number() <= number) {
            draft.remove(connection);
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
