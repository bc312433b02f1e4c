package io.carillon.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TEXT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void readsWhatAHeaderSays() {
        TraceParent read = TraceParent.of(" " + TEXT + " ", "rojo=1,congo=2");

        assertThat(read.text()).isEqualTo(TEXT);
        assertThat(read.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(read.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(read.isSampled()).isTrue();
        assertThat(read.state()).isEqualTo("rojo=1,congo=2");
        assertThat(read.link()).isFalse();
        assertThat(read.asLink().link()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02", "fe"})
    void isNotSampledWithoutTheFlag(String flags) {
        assertThat(TraceParent.of(TEXT.replaceAll("01$", flags), null).isSampled())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-has",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff",
            })
    void readsWhatIsKnownOfALaterVersion(String later) {
        assertThat(TraceParent.of(later, null).text()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\nx",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
            })
    void passesOverWhatIsIllFormed(String header) {
        assertThat(TraceParent.of(header, "a=b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=\u0001", "a=é"})
    void leavesOutAStateThatIsNone(String state) {
        assertThat(TraceParent.of(TEXT, state).state()).isNull();
        assertThat(TraceParent.of(TEXT, "a=" + "b".repeat(TraceParent.LONGEST_STATE))
                        .state())
                .isNull();
    }

    @Test
    void isNothingElse() {
        assertThatThrownBy(() -> new TraceParent("x", null, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
