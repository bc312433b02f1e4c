package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import org.junit.jupiter.api.Test;

class RoomSetTest {

    @Test
    void theHashIsThatOfTheContentInWhateverOrderItCame() {
        RoomSet one = of("a", "b", "c");
        RoomSet other = of("c", "x", "a", "b");
        other.remove(new RoomName("x"));
        assertThat(one.hash()).isEqualTo(other.hash()).isNotEqualTo(of("a", "b").hash());
    }

    @Test
    void roomsWhoseStringsHashAlikeAreToldApart() {
        assertThat(of("Aa").hash()).isNotEqualTo(of("BB").hash());
    }

    private static RoomSet of(String... names) {
        RoomSet rooms = new RoomSet();
        for (String name : names) {
            rooms.add(new RoomName(name));
        }
        return rooms;
    }
}
