package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.Position;
import io.carillon.message.Result;
import org.junit.jupiter.api.Test;

/** What a client makes of the answer to a join, and of what comes. */
class PlaceTest {

    private final Place place = new Place();

    private static Position at(long offset) {
        return new Position("e", offset);
    }

    private void live(long offset) {
        place.joining();
        place.joined(null, at(offset), false, 1);
    }

    @Test
    void beginsWithWhatIsNew() {
        live(7);
        assertThat(place.take(7L)).isFalse();
        assertThat(place.take(8L)).isTrue();
        assertThat(place.take(8L)).isFalse();
        assertThat(place.known()).isEqualTo(at(8));
    }

    @Test
    void takesWhatComesWhereThereIsNoStream() {
        place.joining();
        place.joined(null, null, false, 1);
        assertThat(place.take(null)).isTrue();
        assertThat(place.known()).isNull();
        assertThat(place.epoch()).isNull();
    }

    @Test
    void takesNothingOfAStreamBeforeItKnowsWhereThatBegins() {
        place.startAt(at(7));
        place.joining();
        assertThat(place.take(8L)).isFalse(); // of a join before this one
        place.joined(at(7), at(7), true, 1);
        assertThat(place.take(8L)).isTrue();
    }

    @Test
    void goesOnWhereItWas() {
        live(7);
        place.outside();
        place.joining();
        assertThat(place.take(8L)).isFalse(); // it will come again
        Place.Step step = place.joined(at(7), at(7), true, 1);
        assertThat(step).isEqualTo(new Place.Step(false, null, null));
        assertThat(place.take(8L)).isTrue();
    }

    @Test
    void asksOnceMoreForWhatIsLeft() {
        live(7);
        place.joining();
        Place.Step step = place.joined(at(7), at(40), false, 21);
        assertThat(step).isEqualTo(new Place.Step(true, new Result.Missed(8, 20), null));
        assertThat(place.take(41L)).isFalse(); // not before what is left
        place.joining();
        assertThat(place.joined(at(20), at(20), true, 21).again()).isFalse();
        assertThat(place.take(21L)).isTrue();
    }

    @Test
    void hasNothingToAskForWhereNothingIsLeft() {
        live(7);
        place.joining();
        Place.Step step = place.joined(at(7), at(40), false, 41);
        assertThat(step).isEqualTo(new Place.Step(false, new Result.Missed(8, 40), null));
        assertThat(place.known()).isEqualTo(at(40));
    }

    @Test
    void givesUpOnAStreamThatRunsAway() {
        live(0);
        Place.Step step = new Place.Step(true, null, null);
        int asked = 0;
        long missed = 0;
        while (step.again()) {
            Position from = place.known();
            long newest = from.offset() + 20;
            place.joining();
            step = place.joined(from, at(newest), false, newest - 9);
            assertThat(step.missed().from()).isEqualTo(missed + 1);
            missed = step.missed().to();
            asked++;
        }
        assertThat(asked).isBetween(2, 20);
        assertThat(place.known()).isEqualTo(at(missed));
    }

    @Test
    void beginsAnewInAnotherStream() {
        live(7);
        place.joining();
        Position other = new Position("f", 3);
        assertThat(place.joined(at(7), other, false, 1)).isEqualTo(new Place.Step(false, null, other));
        assertThat(place.take(4L)).isTrue();
        assertThat(place.known()).isEqualTo(new Position("f", 4));
    }

    @Test
    void isAheadOfNoStream() {
        live(7);
        place.joining();
        assertThat(place.joined(at(7), at(3), false, 1).reset()).isEqualTo(at(3));
    }

    @Test
    void goesWhereTheServerPutsIt() {
        live(7);
        assertThat(place.reset(new Position("f", 5))).isTrue();
        assertThat(place.take(6L)).isTrue();
        place.joining();
        assertThat(place.reset(new Position("g", 1))).isFalse(); // the answer to the join will say more
    }

    @Test
    void hearsNothingAfterItHasLeft() {
        live(7);
        place.gone();
        assertThat(place.take(8L)).isFalse();
        assertThat(place.take(null)).isFalse();
    }

    @Test
    void doesNotHearItselfWhereItDoesNotWantTo() {
        live(7);
        place.published(at(9)); // its answer is here before what was said in between
        assertThat(place.take(8L)).isTrue();
        assertThat(place.known()).isEqualTo(at(9)); // and has its own without hearing it
        place.published(at(10));
        assertThat(place.known()).isEqualTo(at(10));
        place.joining();
        place.published(at(11));
        place.joined(at(10), at(10), true, 1);
        assertThat(place.take(11L)).isFalse();
        assertThat(place.take(12L)).isTrue();
    }

    @Test
    void forgetsItsOwnOfAnotherStream() {
        live(7);
        place.published(at(9));
        place.reset(new Position("f", 5));
        place.published(at(7));
        assertThat(place.take(6L)).isTrue();
        assertThat(place.take(7L)).isTrue();
        assertThat(place.take(8L)).isTrue();
        assertThat(place.take(9L)).isTrue();
    }
}
