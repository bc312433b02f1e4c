package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.AdmissionLimits;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private long now = 5_000_000_000L;

    private Admission admission(int connections, int perSecond) {
        return Admission.ofNode(new AdmissionLimits(connections, perSecond, 0), () -> now);
    }

    private static long admitted(Admission admission, int tries) {
        return IntStream.range(0, tries)
                .filter(i -> admission.handshake("127.0.0.1"))
                .count();
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
    void countsEachAddressForItselfAndAnIpv6NetworkAsOne() {
        Admission admission = Admission.ofNode(new AdmissionLimits(1, 0, 2), () -> now);

        assertThat(admission.handshake("10.0.0.1")).isTrue();
        assertThat(admission.handshake("10.0.0.1")).isTrue();
        assertThat(admission.handshake("10.0.0.1")).isFalse();
        assertThat(admission.handshake("10.0.0.2")).isTrue();
        assertThat(admission.handshake("2001:db8:0:1::1")).isTrue();
        assertThat(admission.handshake("2001:db8:0:1:ffff::2")).isTrue();
        assertThat(admission.handshake("2001:db8:0:1::3")).isFalse();
        assertThat(admission.handshake("2001:db8:0:2::1")).isTrue();
        now += 500_000_000L;
        assertThat(admission.handshake("10.0.0.1")).isTrue();
    }

    @Test
    void forgetsAddressesThatWereQuietTheLongest() {
        Admission admission = Admission.ofNode(new AdmissionLimits(1, 0, 1), () -> now);

        assertThat(admission.handshake("10.0.0.1")).isTrue();
        for (int i = 0; i < 70_000; i++) {
            admission.handshake("11." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
        }

        assertThat(admission.handshake("10.0.0.1")).isTrue();
        assertThat(admission.handshake("11.1.17.111")).isFalse(); // the last one
    }

    @Test
    void anEndpointHasPlacesOfItsOwnWithinThoseOfTheNode() {
        Admission node = Admission.ofNode(new AdmissionLimits(3, 0, 0), () -> now);
        Admission small = node.ofEndpoint(new AdmissionLimits(1, 0, 0));
        Admission large = node.ofEndpoint(new AdmissionLimits(100, 0, 0));

        assertThat(small.enter()).isTrue();
        assertThat(small.enter()).isFalse();
        assertThat(small.isFull()).isTrue();
        assertThat(large.enter()).isTrue();
        assertThat(large.enter()).isTrue();
        assertThat(large.enter()).isFalse();
        assertThat(node.connections()).isEqualTo(3);
        small.leave();
        assertThat(large.enter()).isTrue();
        node.drain();
        assertThat(large.isDraining()).isTrue();
    }

    @Test
    void countsNoHandshakesWhereThereIsNoLimit() {
        assertThat(admitted(admission(1, 0), 10_000)).isEqualTo(10_000);
    }
}
