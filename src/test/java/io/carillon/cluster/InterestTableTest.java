package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import org.junit.jupiter.api.Test;

class InterestTableTest {

    private static final RoomName ROOM = new RoomName("chat:1");

    private final InterestTable table = new InterestTable();

    @Test
    void namesEachInterestedNodeOnce() {
        table.enter("a", ROOM);
        table.enter("b", ROOM);
        table.enter("a", ROOM);
        assertThat(table.nodes(ROOM)).containsExactly("a", "b");
    }

    @Test
    void forgetsARoomWithItsLastNode() {
        table.enter("a", ROOM);
        table.leave("a", ROOM);
        table.leave("a", ROOM);
        assertThat(table.nodes(ROOM)).isEmpty();
        assertThat(table.size()).isZero();
    }

    @Test
    void anArrayThatWasReadStaysAsItWas() {
        table.enter("a", ROOM);
        String[] read = table.nodes(ROOM);
        table.enter("b", ROOM);
        assertThat(read).containsExactly("a");
    }
}
