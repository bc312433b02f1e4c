package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Conflation;
import io.carillon.message.JsonPointer;
import io.carillon.message.Payload;
import io.carillon.message.Publication;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacklogTest {

    private static final Conflation BY_KEY = new Conflation(true, Optional.of(JsonPointer.parse("/k")));
    private static final Conflation ALL = new Conflation(true, Optional.empty());

    private Backlog backlog = new Backlog(0); // has no patience
    private long now = Long.MAX_VALUE - 5; // a clock that overflows

    private static Broadcast broadcast(String room, String data, Conflation conflation) {
        return new Broadcast(
                new Publication(new RoomName(room), Payload.json(data), Sender.service("test"), 0, null), conflation);
    }

    private void put(String room, String data) {
        backlog.put(broadcast(room, data, BY_KEY), data.length(), now);
    }

    private static String shown(@Nullable Broadcast broadcast) {
        return broadcast == null
                ? "nothing"
                : broadcast.publication().room() + " "
                        + new String(broadcast.publication().data().bytes());
    }

    private List<String> takeAll() {
        List<String> taken = new ArrayList<>();
        while (!backlog.isEmpty()) {
            taken.add(shown(backlog.poll(now)));
        }
        return taken;
    }

    @Test
    void givesTheNewestOfEachKeyTheKeyThatWaitsLongestFirst() {
        put("r", "{\"k\":\"a\",\"n\":1}");
        put("r", "{\"k\":\"b\",\"n\":2}");
        put("r", "{\"k\":\"a\",\"n\":3}");
        put("r", "{\"k\":\"c\",\"n\":4}");
        put("r", "{\"k\":\"a\",\"n\":5}");

        assertThat(takeAll())
                .containsExactly("r {\"k\":\"a\",\"n\":5}", "r {\"k\":\"b\",\"n\":2}", "r {\"k\":\"c\",\"n\":4}");
        assertThat(shown(backlog.poll(now))).isEqualTo("nothing");
    }

    @Test
    void putsAKeyThatWasTakenAtTheEnd() {
        put("r", "{\"k\":1}");
        put("r", "{\"k\":2}");
        backlog.poll(now);
        put("r", "{\"k\":1}");

        assertThat(takeAll()).containsExactly("r {\"k\":2}", "r {\"k\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "a"             | "a"             | true
            "a"             | "\\u0061"       | true
            7               | 7               | true
            1.50            | 1.5             | true
            true            | true            | true
            null            | null            | true
            [1,["x"]]       | [1, ["x"]]      | true
            {"a":1,"b":[]}  | {"b":[],"a":1}  | true
            "a"             | "A"             | false
            7               | "7"             | false
            1               | 1.0             | false
            null            | "null"          | false
            []              | {}              | false
            [1,2]           | [2,1]           | false
            """)
    void comparesKeysByValue(String one, String other, boolean same) {
        put("r", "{\"k\":" + one + "}");
        put("r", "{\"k\":" + other + "}");

        assertThat(backlog.size()).isEqualTo(same ? 1 : 2);
    }

    @Test
    void takesMessagesWithoutAKeyForOneKeyOfTheirOwn() {
        put("r", "{\"k\":null}");
        put("r", "{}");
        put("r", "[1]");
        put("r", "5");

        assertThat(takeAll()).containsExactly("r {\"k\":null}", "r 5");
    }

    @Test
    void keepsOneMessageWhereTheRoomHasNoKey() {
        backlog.put(broadcast("r", "{\"k\":1}", ALL), 1, now);
        backlog.put(broadcast("r", "{\"k\":2}", ALL), 1, now);

        assertThat(takeAll()).containsExactly("r {\"k\":2}");
    }

    @Test
    void keepsRoomsApart() {
        put("a", "{\"k\":1}");
        put("b", "{\"k\":1}");

        assertThat(backlog.size()).isEqualTo(2);
    }

    @Test
    void forgetsARoomAndNoOther() {
        put("a", "{\"k\":1}");
        put("b", "{\"k\":1}");
        put("a", "{\"k\":2}");

        backlog.forget(new RoomName("a"));

        assertThat(backlog.bytes()).isEqualTo(7 + Backlog.OVERHEAD);
        assertThat(takeAll()).containsExactly("b {\"k\":1}");
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    void countsEachKeyOnceWithTheBytesOfItsNewestMessage() {
        put("r", "{\"k\":1,\"more\":\"........\"}");
        put("r", "{\"k\":22}");
        put("r", "{\"k\":1}");

        assertThat(backlog.bytes()).isEqualTo(7 + 8 + 2 * Backlog.OVERHEAD);
        backlog.poll(now);
        assertThat(backlog.bytes()).isEqualTo(8 + Backlog.OVERHEAD);
    }

    @Test
    void givesEverythingToWhoFaltersForAMoment() {
        backlog = new Backlog(1_000);
        put("r", "{\"k\":1}");
        now += Backlog.PATIENCE;
        put("r", "{\"k\":2}");
        put("r", "{\"k\":1}");

        assertThat(takeAll()).containsExactly("r {\"k\":1}", "r {\"k\":2}", "r {\"k\":1}");
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    void keepsTheNewestOfWhatWaitsForTooLong() {
        backlog = new Backlog(1_000);
        put("r", "{\"k\":1}");
        put("r", "{\"k\":2}");
        put("r", "{\"k\":1,\"n\":2}");
        now += Backlog.PATIENCE + 1;

        assertThat(takeAll()).containsExactly("r {\"k\":1,\"n\":2}", "r {\"k\":2}");
        assertThat(backlog.bytes()).isZero();
    }

    @Test
    void keepsTheNewestWhereTooMuchWaits() {
        backlog = new Backlog(3 * Backlog.OVERHEAD);
        put("r", "{\"k\":1}");
        put("r", "{\"k\":1}");
        assertThat(backlog.size()).isEqualTo(2);

        put("r", "{\"k\":1}");
        put("r", "{\"k\":2}");

        assertThat(backlog.size()).isEqualTo(2);
        assertThat(backlog.bytes()).isEqualTo(2 * (7 + Backlog.OVERHEAD));
        assertThat(takeAll()).containsExactly("r {\"k\":1}", "r {\"k\":2}");
    }

    @Test
    void hasPatienceAgainOnceAllWasTaken() {
        backlog = new Backlog(1_000);
        put("r", "{\"k\":1}");
        now += Backlog.PATIENCE + 1;
        put("r", "{\"k\":1}");
        assertThat(takeAll()).hasSize(1);
        put("r", "{\"k\":1}");
        put("r", "{\"k\":1}");

        assertThat(takeAll()).hasSize(2);
    }

    @Test
    void forgetsARoomAlsoAmongWhatWaitsInOrder() {
        backlog = new Backlog(1_000);
        put("a", "{\"k\":1}");
        put("b", "{\"k\":1}");

        backlog.forget(new RoomName("a"));

        assertThat(backlog.bytes()).isEqualTo(7 + Backlog.OVERHEAD);
        assertThat(takeAll()).containsExactly("b {\"k\":1}");
    }
}
