package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which node hands on the messages of which room. */
class RelayTest {

    private static final List<RoomName> ROOMS =
            IntStream.range(0, 3_000).mapToObj(i -> new RoomName("room:" + i)).toList();

    private final List<String> nodes = IntStream.range(0, 3)
            .mapToObj(i -> UUID.nameUUIDFromBytes(new byte[] {(byte) i}).toString())
            .toList();

    @Test
    void everyNodeHasItsShare() {
        Map<String, Integer> share = new HashMap<>();
        ROOMS.forEach(room -> share.merge(Relay.nodeOf(room, nodes), 1, Integer::sum));

        assertThat(share.keySet()).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(share.values()).allMatch(count -> count > 900 && count < 1_100);
    }

    @Test
    void whereANodeGoesOnlyItsOwnRoomsMove() {
        List<String> rest = nodes.subList(1, 3);

        assertThat(ROOMS)
                .filteredOn(room -> !Relay.nodeOf(room, nodes).equals(nodes.get(0)))
                .allMatch(room -> Relay.nodeOf(room, rest).equals(Relay.nodeOf(room, nodes)));
    }

    @Test
    void theOrderInWhichNodesAreKnownDoesNotMatter() {
        List<String> other = List.of(nodes.get(2), nodes.get(0), nodes.get(1));

        assertThat(ROOMS).allMatch(room -> Relay.nodeOf(room, nodes).equals(Relay.nodeOf(room, other)));
    }
}
