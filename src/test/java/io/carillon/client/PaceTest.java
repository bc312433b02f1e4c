package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a client comes back, and when not; chance always says the half. */
class PaceTest {

    private static final OptionalLong NEVER = OptionalLong.empty();

    private static Pace pace(boolean fixedToken) {
        return new Pace(Reconnect.DEFAULT, fixedToken, () -> 0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1002, 1003, 1007, 1009, 4000, 4002})
    void stopsAfterWhatWouldHappenAgain(int code) {
        assertThat(pace(false).closed(code, 0)).isEqualTo(NEVER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1005, 1006, 1008, 1011, 1012, 4003, 3000, 4999})
    void comesBackAfterEverythingElse(int code) {
        assertThat(pace(true).closed(code, 0)).hasValue(250);
    }

    @Test
    void comesBackLaterWhereTheServerHasTooMuchToDo() {
        assertThat(pace(true).closed(1013, 0)).hasValue(5_250); // others were told so, too
    }

    @Test
    void needsAnotherTokenWhereOneHasExpired() {
        assertThat(pace(true).closed(4001, 0)).isEqualTo(NEVER);
        assertThat(pace(false).closed(4001, 0)).hasValue(250);
    }

    @Test
    void countsFailuresUntilAConnectionHasLasted() {
        Pace pace = pace(true);
        assertThat(pace.failed()).hasValue(250);
        assertThat(pace.failed()).hasValue(500);
        pace.opened(1_000);
        assertThat(pace.closed(1006, 10_999)).hasValue(1_000); // it did not last
        pace.opened(20_000);
        assertThat(pace.closed(1006, 30_000)).hasValue(250);
    }

    @Test
    void doesNotCountWhatADrainingServerHasSpreadItself() {
        Pace pace = pace(true);
        pace.failed();
        pace.opened(0);
        pace.draining();
        assertThat(pace.closed(1012, 100)).hasValue(250);
        assertThat(pace.failed()).hasValue(500);
        pace.opened(200);
        assertThat(pace.closed(1012, 300)).hasValue(1_000); // another connection, that nobody has announced
    }

    @ParameterizedTest
    @CsvSource({"400,true", "401,false", "403,true", "404,true", "426,true"})
    void doesNotInsistOnAHandshakeWithTheSameToken(int status, boolean seldom) {
        assertThat(pace(true).refused(status, 0)).isEqualTo(NEVER);
        assertThat(pace(false).refused(status, 0)).hasValue(seldom ? 15_000 : 250);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 503, 302})
    void waitsAtLeastAsLongAsTheServerSays(int status) {
        assertThat(pace(true).refused(status, 0)).hasValue(250);
        assertThat(pace(true).refused(status, 7_000)).hasValue(7_250);
    }
}
