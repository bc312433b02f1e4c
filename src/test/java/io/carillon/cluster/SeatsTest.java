package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.TakeSeat.Lost;
import io.carillon.cluster.TakeSeat.Outcome;
import io.carillon.cluster.TakeSeat.Standing;
import io.carillon.cluster.TakeSeat.Wish;
import java.util.AbstractMap.SimpleEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is done to the places of one user or room, and what a copy of them becomes. */
class SeatsTest {

    private static final Life ONE = new Life("n1", 1);
    private static final Life TWO = new Life("n2", 1);
    private static final Set<String> BOTH = Set.of("n1", "n2");

    private final Map.Entry<String, Seats> entry = new SimpleEntry<>("bob", null);
    private final Map.Entry<String, Seats> copy = new SimpleEntry<>("bob", null);
    private Set<String> nodes = BOTH;
    private long now = 1_000;

    private byte[] run(SeatTask task) {
        byte[] answer = task.process(entry, now++, nodes);
        if (task.getBackupProcessor() instanceof SeatCopy changes) {
            SeatCopy sent = new SeatCopy();
            sent.fromWire(changes.toWire());
            sent.process(copy);
        } else if (task.getBackupProcessor() instanceof SweepSeats sweep) {
            sweep.process(copy, now, nodes);
        }
        assertThat(seats(copy)).isEqualTo(seats(entry));
        return answer;
    }

    private static List<Seat> seats(Map.Entry<String, Seats> of) {
        return of.getValue() == null
                ? List.of()
                : of.getValue().all().stream()
                        .sorted(Comparator.comparing(Seat::connection))
                        .toList();
    }

    private Outcome take(Wish wish) {
        TakeSeat sent = new TakeSeat();
        sent.fromWire(new TakeSeat(wish).toWire());
        return Outcome.read(run(sent));
    }

    private Outcome reject(Life life, String connection, long number, int max) {
        return take(new Wish(life, connection, number, 0, max, false, Standing.NEW));
    }

    private Outcome closeOldest(Life life, String connection, int max) {
        return take(new Wish(life, connection, 1, 0, max, true, Standing.NEW));
    }

    private void give(String connection, long number) {
        GiveSeat sent = new GiveSeat();
        sent.fromWire(new GiveSeat(connection, number).toWire());
        run(sent);
    }

    @Test
    void thereAreSoManyAndNoMore() {
        assertThat(reject(ONE, "a", 1, 2).given()).isTrue();
        assertThat(reject(TWO, "b", 1, 2).given()).isTrue();
        assertThat(reject(ONE, "c", 2, 2).given()).isFalse();
        give("a", 1);
        assertThat(reject(ONE, "c", 3, 2).given()).isTrue();
    }

    @Test
    void anEntryWithoutPlacesIsNone() {
        reject(ONE, "a", 1, 1);
        give("a", 1);
        assertThat(entry.getValue()).isNull();
        assertThat(copy.getValue()).isNull();
    }

    @Test
    void theSameConnectionDoesNotCountTwice() {
        reject(ONE, "a", 1, 2);
        assertThat(reject(ONE, "a", 2, 2).given()).isTrue();
        assertThat(reject(TWO, "b", 1, 2).given()).isTrue();
    }

    @Test
    void whatIsGivenBackLateIsNotTheNextOne() {
        reject(ONE, "a", 1, 1);
        reject(ONE, "a", 2, 1);
        give("a", 1);
        assertThat(reject(TWO, "b", 1, 1).given()).isFalse();
    }

    @Test
    void theOldestHasToGo() {
        closeOldest(ONE, "a", 2);
        closeOldest(TWO, "b", 2);

        Outcome third = closeOldest(TWO, "c", 2);

        assertThat(third.given()).isTrue();
        assertThat(third.leaving()).containsExactly(new Lost("n1", "a"));
    }

    @Test
    void whoHasToGoIsNamedUntilItIsGone() {
        closeOldest(ONE, "a", 1);
        closeOldest(ONE, "b", 1);
        assertThat(closeOldest(TWO, "c", 1).leaving())
                .containsExactlyInAnyOrder(new Lost("n1", "a"), new Lost("n1", "b"));
        give("a", 1);
        give("b", 1);
        assertThat(closeOldest(TWO, "c", 1).leaving()).isEmpty();
    }

    @Test
    void anAnswerThatGotLostWithItsOwnerIsGivenAgain() {
        closeOldest(ONE, "a", 1);
        Outcome first = closeOldest(TWO, "b", 1);
        Outcome again = closeOldest(TWO, "b", 1);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void whoComesIsTheNewestWhateverTheClockSays() {
        closeOldest(ONE, "a", 1);
        now -= 500;
        assertThat(closeOldest(TWO, "b", 1).leaving()).containsExactly(new Lost("n1", "a"));
    }

    @Test
    void nodesThatHaveGoneHaveNoPlaces() {
        reject(TWO, "a", 1, 1);
        assertThat(reject(ONE, "b", 1, 1).given()).isFalse();
        nodes = Set.of("n1");
        assertThat(reject(ONE, "b", 2, 1).given()).isTrue();
        assertThat(seats(entry)).extracting(Seat::connection).containsExactly("b");
    }

    @Test
    void nobodyIsGoneWhereTheNodesAreNotKnown() {
        reject(TWO, "a", 1, 1);
        nodes = Set.of();
        assertThat(reject(ONE, "b", 1, 1).given()).isFalse();
    }

    @Test
    void aNodeThatAsksIsThereEvenIfNobodyHasHeardOfItYet() {
        nodes = Set.of("n1");
        reject(TWO, "a", 1, 1);
        assertThat(reject(TWO, "b", 2, 1).given()).isFalse();
    }

    @Test
    void whatIsOpenIsKeptBeyondTheLimit() {
        reject(ONE, "a", 1, 1);
        assertThat(take(new Wish(TWO, "b", 1, 5, 1, false, Standing.OPEN)).given())
                .isTrue();
        assertThat(reject(ONE, "c", 1, 2).given()).isFalse();
    }

    @Test
    void whatIsPutBackHasItsAge() {
        closeOldest(ONE, "a", 1);
        Outcome back = take(new Wish(TWO, "old", 1, 5, 1, true, Standing.OPEN));
        assertThat(back.since()).isEqualTo(5);
        assertThat(back.leaving()).containsExactly(new Lost("n2", "old"));
    }

    @Test
    void ofTooManyThatWerePutTogetherTheOldestHaveToGoOnceAllAreThere() {
        closeOldest(ONE, "a", 2);
        closeOldest(TWO, "b", 2);
        assertThat(take(new Wish(ONE, "a", 1, 1_000, 1, true, Standing.OPEN)).leaving())
                .isEmpty();
        assertThat(take(new Wish(TWO, "b", 1, 1_001, 1, true, Standing.SETTLED)).leaving())
                .containsExactly(new Lost("n1", "a"));
    }

    @Test
    void aSweepTakesWhatWasNotPutBack() {
        Life later = new Life("n1", 2);
        reject(ONE, "a", 1, 9);
        reject(ONE, "b", 2, 9);
        reject(TWO, "c", 1, 9);
        take(new Wish(later, "b", 2, 1_001, 9, false, Standing.OPEN));

        SweepSeats sweep = new SweepSeats();
        sweep.fromWire(new SweepSeats(later, Set.of("n1")).toWire());
        run(sweep);

        assertThat(seats(entry)).extracting(Seat::connection).containsExactly("b", "c");
        nodes = Set.of("n1");
        run(new SweepSeats(later, BOTH));
        assertThat(seats(entry)).extracting(Seat::connection).containsExactly("b", "c");
        run(new SweepSeats(later, nodes));
        assertThat(seats(entry)).extracting(Seat::connection).containsExactly("b");
    }

    @Test
    void whatWasAskedForInAnEarlierLifeDoesNotMakeAPlaceOlder() {
        Life later = new Life("n1", 2);
        take(new Wish(later, "a", 1, 0, 9, false, Standing.OPEN));
        reject(ONE, "a", 1, 9);
        run(new SweepSeats(later, BOTH));
        assertThat(seats(entry)).hasSize(1);
    }

    @Test
    void twoHalvesTogetherHaveThePlacesOfBoth() {
        Seats smaller = new Seats();
        Seats larger = new Seats();
        Seat told = new Seat(new Life("n1", 3), "a", 1, 7, false);
        larger.put(new Seat(ONE, "a", 1, 7, false));
        larger.put(new Seat(ONE, "b", 2, 8, false));
        smaller.put(told);
        smaller.put(new Seat(TWO, "c", 1, 9, true));

        Seats union = new Seats();
        union.fromWire(SeatMerge.union(smaller, larger).toWire());

        assertThat(union.all()).containsExactlyInAnyOrder(told, larger.of("b"), smaller.of("c"));
        assertThat(union.taken()).isEqualTo(2);
    }
}
