package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.LimitsConfig;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private long now = 5_000_000_000L;

    private Admission admission(int connections, int perSecond) {
        return new Admission(
                new LimitsConfig(connections, 1024, 10, 1024, Duration.ofSeconds(5), perSecond), () -> now);
    }

    private static long admitted(Admission admission, int tries) {
        return IntStream.range(0, tries).filter(i -> admission.handshake()).count();
    }

    @Test
    void letsAsManyInAsThereArePlaces() {
        Admission admission = admission(2, 0);

        assertThat(admission.enter()).isTrue();
        assertThat(admission.isFull()).isFalse();
        assertThat(admission.enter()).isTrue();
        assertThat(admission.isFull()).isTrue();
        assertThat(admission.enter()).isFalse();
        assertThat(admission.connections()).isEqualTo(2);
        admission.leave();
        assertThat(admission.enter()).isTrue();
    }

    @Test
    void takesASecondsWorthOfHandshakesAtOnceAndThenTheRate() {
        Admission admission = admission(1, 10);

        assertThat(admitted(admission, 100)).isEqualTo(10);
        now += 500_000_000L;
        assertThat(admitted(admission, 100)).isEqualTo(5);
        now += 3_600_000_000_000L;
        assertThat(admitted(admission, 100)).isEqualTo(10);
    }

    @Test
    void countsNoHandshakesWhereThereIsNoLimit() {
        assertThat(admitted(admission(1, 0), 10_000)).isEqualTo(10_000);
    }
}
