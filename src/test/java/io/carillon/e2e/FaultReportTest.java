package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether what is to judge clients finds what they do wrong. */
class FaultReportTest {

    private static final int FED = 5;

    /** Something wrong with a report, or with what is stored. */
    enum Wrong {
        LOST((report, own) -> list(report, "feed").remove(2)),
        DOUBLED((report, own) -> list(report, "feed").add(entry(5))),
        DISORDERED((report, own) -> list(report, "feed").set(1, entry(3)).set(2, entry(2))),
        OTHERWISE((report, own) ->
                list(report, "feed").set(1, new JsonArray().add(2L).add(7L))),
        LAST_LOST((report, own) -> list(report, "feed").remove(4)),
        OWN_UNHEARD((report, own) -> list(report, "own").remove(1)),
        STORED_TWICE((report, own) -> {
            own.add(new JsonArray().add(4L).add(3L));
            report.put("own", own.copy());
        }),
        ACKNOWLEDGED_AND_LOST((report, own) -> {
            own.remove(2);
            report.put("own", own.copy());
        }),
        REFUSED((report, own) ->
                list(report, "refused").add(new JsonArray().add(9).add("bad_request"))),
        RESET((report, own) -> report.put("resets", 1)),
        MISSED((report, own) -> list(report, "missed").add("1-2")),
        CLOSED((report, own) -> list(report, "errors").add("closed: 1000"));

        private final BiConsumer<JsonObject, JsonArray> done;

        Wrong(BiConsumer<JsonObject, JsonArray> done) {
            this.done = done;
        }
    }

    private static JsonArray list(JsonObject report, String name) {
        return report.getJsonArray(name);
    }

    private static JsonArray entry(long n) {
        return new JsonArray().add(n).add(n);
    }

    private static JsonArray upTo(int last) {
        JsonArray entries = new JsonArray();
        for (int n = 1; n <= last; n++) {
            entries.add(entry(n));
        }
        return entries;
    }

    private static JsonObject faultless() {
        return new JsonObject()
                .put("feed", upTo(FED))
                .put("own", upTo(3))
                .put("acknowledged", upTo(3))
                .put("refused", new JsonArray().add(new JsonArray().add(4).add("queue_full")))
                .put("missed", new JsonArray())
                .put("errors", new JsonArray())
                .put("resets", 0);
    }

    @Test
    void acceptsWhatIsFaultless() {
        assertThatCode(() -> new FaultReport("ann", faultless(), upTo(3), 1).check(FED))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void findsWhatIsNot(Wrong wrong) {
        JsonObject report = faultless();
        JsonArray own = upTo(3);
        wrong.done.accept(report, own);

        assertThatThrownBy(() -> new FaultReport("ann", report, own, 1).check(FED))
                .isInstanceOf(AssertionError.class);
    }
}
