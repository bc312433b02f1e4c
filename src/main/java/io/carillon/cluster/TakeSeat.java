package io.carillon.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Takes a place, if there is one or somebody else's may be taken; the same one is not taken twice. Who has died without
 * giving back is noticed here, where it matters: when all places are taken.
 */
final class TakeSeat extends SeatTask {

    private static final long serialVersionUID = 1L;

    private static final Wish NONE = new Wish(new Life("", 0), "", 0, 0, 1, false, false);

    /**
     * What is wanted.
     *
     * @param life of the node that takes it
     * @param number as {@link Seat#number}
     * @param since when it was taken, where it is put back; 0 where it is new
     * @param max so many places there are
     * @param closesOldest whether who has been there longest has to go if there is none; otherwise it is not given
     * @param isOpen whether it is kept in any case, since the connection is open
     */
    record Wish(Life life, String connection, long number, long since, int max, boolean closesOldest, boolean isOpen) {}

    /**
     * What became of it.
     *
     * @param given whether it was given
     * @param since when
     * @param leaving whose connections are to be closed, earlier ones included that may not have been told
     */
    record Outcome(boolean given, long since, List<Lost> leaving) {

        static Outcome read(byte[] answer) {
            WireReader reader = new WireReader(answer);
            boolean given = reader.octet() == 1;
            long since = reader.number();
            List<Lost> leaving = new ArrayList<>();
            for (int i = reader.count(); i > 0; i--) {
                leaving.add(new Lost(reader.text(), reader.text()));
            }
            reader.done();
            return new Outcome(given, since, leaving);
        }
    }

    /** Somebody else's place was taken. */
    record Lost(String node, String connection) {}

    private transient Wish wish = NONE;

    TakeSeat() {}

    TakeSeat(Wish wish) {
        this.wish = wish;
    }

    @Override
    byte[] process(Seats seats, long now, Set<String> nodes) {
        Seat known = seats.of(wish.connection);
        if (known != null) {
            return again(seats, known);
        }
        if (seats.taken() >= wish.max && seats.isToBeSwept(nodes)) {
            Predicate<Seat> own = seat -> seat.life().node().equals(wish.life.node());
            removeIf(seats, deadWithout(nodes).and(own.negate()));
        }
        if (seats.taken() >= wish.max && !wish.closesOldest && !wish.isOpen) {
            return answer(false, 0, seats);
        }
        long since = wish.since > 0 ? wish.since : Math.max(now, seats.latest() + 1); // clocks of owners differ
        put(seats, new Seat(wish.life, wish.connection, wish.number, since, false));
        while (wish.closesOldest && seats.taken() > wish.max) {
            seats.oldest().ifPresent(oldest -> put(seats, oldest.left()));
        }
        return answer(true, since, seats);
    }

    /** Once more: sent again by Hazelcast, joined anew, or put back. */
    private byte[] again(Seats seats, Seat known) {
        Life life = known.life().incarnation() > wish.life.incarnation() ? known.life() : wish.life;
        long number = Math.max(known.number(), wish.number);
        Seat renewed = new Seat(life, wish.connection, number, known.since(), known.leaving());
        if (!renewed.equals(known)) {
            put(seats, renewed);
        }
        return answer(true, known.since(), seats);
    }

    private static byte[] answer(boolean given, long since, Seats seats) {
        List<Seat> leaving = seats.leaving();
        WireWriter writer =
                new WireWriter(16).octet(given ? 1 : 0).number(since).count(leaving.size());
        leaving.forEach(seat -> writer.text(seat.life().node()).text(seat.connection()));
        return writer.toBytes();
    }

    @Override
    public int getClassId() {
        return StreamTypes.TAKE_SEAT;
    }

    @Override
    void write(WireWriter writer) {
        writer.text(wish.life.node())
                .number(wish.life.incarnation())
                .text(wish.connection)
                .number(wish.number)
                .number(wish.since)
                .count(wish.max)
                .octet(wish.closesOldest ? 1 : 0)
                .octet(wish.isOpen ? 1 : 0);
    }

    @Override
    void read(WireReader reader) {
        wish = new Wish(
                new Life(reader.text(), reader.number()),
                reader.text(),
                reader.number(),
                reader.number(),
                reader.count(),
                reader.octet() == 1,
                reader.octet() == 1);
    }
}
