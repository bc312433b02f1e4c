package io.carillon.cluster;

/**
 * One place that somebody has.
 *
 * @param life of the node that took it
 * @param connection for whom
 * @param number ascends with each place that the node takes, and tells two of the same connection apart
 * @param since when it was taken, in ms since 1970, by the clock of the entry's owner
 * @param leaving whether it was given to somebody else, and the connection is still to be closed: it counts no more
 */
record Seat(Life life, String connection, long number, long since, boolean leaving) {

    /** The same, counting no more. */
    Seat left() {
        return new Seat(life, connection, number, since, true);
    }

    void write(WireWriter writer) {
        writer.text(life.node())
                .number(life.incarnation())
                .text(connection)
                .number(number)
                .number(since)
                .octet(leaving ? 1 : 0);
    }

    static Seat read(WireReader reader) {
        return new Seat(
                new Life(reader.text(), reader.number()),
                reader.text(),
                reader.number(),
                reader.number(),
                reader.octet() == 1);
    }
}
