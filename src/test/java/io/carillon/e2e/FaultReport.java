package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What one subject has to say in the end, and what the streams hold: nothing lost, nothing doubled, nothing out of order. */
record FaultReport(String name, JsonObject report, JsonArray own, int cuts) {

    /** Where the machine is busy, cuts come faster than answers, and the bounded queue fills up. */
    private static final Set<String> EXCUSES = Set.of("queue_full", "unavailable", "timeout");

    /** For people: what it went through. */
    String summary() {
        return "%s: %d cuts, %d connections, %d joins, %d recoveries, %d resets, missed %s, %d tokens, %d of the feed with %d duplicates, %d published, %d acknowledged, refused %s, waited after %s"
                .formatted(
                        name,
                        cuts,
                        report.getInteger("opens"),
                        report.getInteger("joins"),
                        report.getInteger("recoveries"),
                        report.getInteger("resets"),
                        report.getJsonArray("missed"),
                        report.getInteger("tokens"),
                        list("feed").size(),
                        duplicates(list("feed")),
                        list("acknowledged").size() + list("refused").size(),
                        list("acknowledged").size(),
                        list("refused").stream()
                                .collect(Collectors.groupingBy(
                                        refused -> ((JsonArray) refused).getString(1), Collectors.counting())),
                        report.getJsonObject("causes").encode());
    }

    /**
     * Fails where the promise was broken.
     *
     * @param fed how many numbers the feed has
     */
    void check(long fed) {
        assertThat(list("errors")).as("%s: what must not happen", name).isEmpty();
        assertThat(list("missed"))
                .as("%s: offsets that it was told are gone", name)
                .isEmpty();
        assertThat(report.getInteger("resets")).as("%s: resets", name).isZero();
        checkRising(list("feed"), "feed");
        assertThat(list("feed")).as("%s: the feed", name).hasSize((int) fed);
        assertThat(list("own")).as("%s: its own room, as it saw it", name).isEqualTo(own);
        checkPublications();
        assertThat(list("refused"))
                .as("%s: publications that came to nothing, and said why", name)
                .allMatch(refused -> EXCUSES.contains(((JsonArray) refused).getString(1)));
    }

    /** Offsets and numbers go up, one by one from 1. */
    private void checkRising(JsonArray messages, String room) {
        List<Integer> wrong = IntStream.range(0, messages.size())
                .filter(i -> offset(messages, i) != i + 1 || number(messages, i) != i + 1)
                .boxed()
                .limit(5)
                .toList();
        assertThat(wrong)
                .as(() -> name + ": the first wrong places of " + room + ": "
                        + wrong.stream().map(messages::getValue).toList())
                .isEmpty();
    }

    /** Each acknowledged one is where it was said to be, and no number is there twice or before a lower one. */
    private void checkPublications() {
        Map<Long, Long> stored = new HashMap<>();
        for (int i = 0; i < own.size(); i++) {
            assertThat(i == 0 || number(own, i) > number(own, i - 1))
                    .as("%s: number %d is stored once, and in its place", name, number(own, i))
                    .isTrue();
            stored.put(offset(own, i), number(own, i));
        }
        JsonArray acknowledged = list("acknowledged");
        assertThat(acknowledged.size())
                .as("%s: acknowledged publications", name)
                .isPositive();
        for (int i = 0; i < acknowledged.size(); i++) {
            assertThat(stored.get(offset(acknowledged, i)))
                    .as("%s: what is at offset %d", name, offset(acknowledged, i))
                    .isEqualTo(number(acknowledged, i));
        }
    }

    private JsonArray list(String of) {
        return report.getJsonArray(of);
    }

    private static int duplicates(JsonArray messages) {
        Set<Object> seen = new HashSet<>();
        return (int) messages.stream().filter(message -> !seen.add(message)).count();
    }

    private static long offset(JsonArray messages, int at) {
        return messages.getJsonArray(at).getLong(0);
    }

    private static long number(JsonArray messages, int at) {
        return messages.getJsonArray(at).getLong(1);
    }
}
