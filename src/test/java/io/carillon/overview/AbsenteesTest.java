package io.carillon.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who has left. */
class AbsenteesTest {

    private final Absentees absentees = new Absentees();

    private static JsonObject gone(String node, long since) {
        return new JsonObject().put("node", node).put("since", since);
    }

    @Test
    void whoLeftIsToldWithItsTimeAndVersion() {
        absentees.look(Set.of("a", "b", "c"), 1);
        absentees.heard("b", "1.2");
        absentees.look(Set.of("a"), 5);

        assertThat(absentees.tell(6)).containsExactlyInAnyOrder(gone("b", 5).put("version", "1.2"), gone("c", 5));
    }

    @Test
    void whoIsBackIsNotGone() {
        absentees.look(Set.of("a", "b"), 1);
        absentees.look(Set.of("a"), 2);
        absentees.look(Set.of("a", "b"), 3);

        assertThat(absentees.tell(4)).isEqualTo(new JsonArray());
    }

    @Test
    void itIsForgottenInTime() {
        absentees.look(Set.of("a", "b"), 1);
        absentees.look(Set.of("a"), 2);

        assertThat(absentees.tell(2 + Absentees.KEPT)).containsExactly(gone("b", 2));
        assertThat(absentees.tell(3 + Absentees.KEPT)).isEqualTo(new JsonArray());
    }
}
