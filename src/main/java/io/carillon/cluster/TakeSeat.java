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

    private static final Wish NONE = new Wish(new Life("", 0), "", 0, 0, 1, false, Standing.NEW);

    /** What kind of connection it is for. */
    enum Standing {
        /** It is about to be opened. */
        NEW,
        /** It is open, and keeps its place in any case: put back. */
        OPEN,
        /** The same, when everybody has put back its own, and what is too many can be told. */
        SETTLED
    }

    /**
     * What is wanted.
     *
     * @param life of the node that takes it
     * @param number as {@link Seat#number}
     * @param since when it was taken, where it is put back; 0 where it is new
     * @param max so many places there are
     * @param closesOldest whether who has been there longest has to go if there is none; otherwise it is not given
     */
    record Wish(
            Life life, String connection, long number, long since, int max, boolean closesOldest, Standing standing) {}

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
    byte[] process(SeatDraft draft, long now, Set<String> nodes) {
        Seats seats = draft.seats();
        Seat known = seats.of(wish.connection);
        if (known != null) {
            return again(draft, known);
        }
        if (seats.taken() >= wish.max && seats.isToBeSwept(nodes)) {
            Predicate<Seat> own = seat -> seat.life().node().equals(wish.life.node());
            draft.removeIf(deadWithout(nodes).and(own.negate()));
        }
        if (seats.taken() >= wish.max && !wish.closesOldest && wish.standing == Standing.NEW) {
            return answer(false, 0, seats);
        }
        long since = wish.since > 0 ? wish.since : Math.max(now, seats.latest() + 1); // clocks of owners differ
        draft.put(new Seat(wish.life, wish.connection, wish.number, since, false));
        closeOldest(draft);
        return answer(true, since, seats);
    }

    private void closeOldest(SeatDraft draft) {
        while (wish.closesOldest && draft.seats().taken() > wish.max) {
            draft.seats().oldest().ifPresent(oldest -> draft.put(oldest.left()));
        }
    }

    /** Once more: sent again by Hazelcast, joined anew, or put back. */
    private byte[] again(SeatDraft draft, Seat known) {
        Life life = known.life().incarnation() > wish.life.incarnation() ? known.life() : wish.life;
        long number = Math.max(known.number(), wish.number);
        Seat renewed = new Seat(life, wish.connection, number, known.since(), known.leaving());
        if (!renewed.equals(known)) {
            draft.put(renewed);
        }
        if (wish.standing == Standing.SETTLED) {
            closeOldest(draft);
        }
        return answer(true, known.since(), draft.seats());
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
                .octet(wish.standing.ordinal());
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
                standing(reader.octet()));
    }

    private static Standing standing(int place) {
        if (place >= Standing.values().length) {
            throw new WireException("unknown standing: " + place);
        }
        return Standing.values()[place];
    }
}
