package io.carillon.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Parts of listings, and what several nodes' make together. */
class PageTest {

    private static final BinaryOperator<JsonObject> SUM =
            (one, other) -> new JsonObject().put("n", one.getInteger("n") + other.getInteger("n"));

    private static Page.Item item(String key) {
        return new Page.Item(key, new JsonObject().put("n", 1));
    }

    private static List<String> keys(Page page) {
        return page.items().stream().map(Page.Item::key).toList();
    }

    @Test
    void hasAsManyAsAreAskedForInTheirOrder() {
        Page page = Page.of(Stream.of("c", "a", "b").map(PageTest::item).toList(), 2);

        assertThat(keys(page)).containsExactly("a", "b");
        assertThat(page.more()).isTrue();
        assertThat(Page.of(page.items(), 2).more()).isFalse();
    }

    @Test
    void isCutWhereItsItemsAreLongButHasOne() {
        String name = "r".repeat(250);
        JsonArray rooms =
                new JsonArray(IntStream.range(0, 5_000).mapToObj(i -> name).toList());
        List<Page.Item> long3 = Stream.of("a", "b", "c")
                .map(key -> new Page.Item(key, new JsonObject().put("rooms", rooms)))
                .toList();

        Page page = Page.of(long3, 3);

        assertThat(keys(page)).containsExactly("a");
        assertThat(page.more()).isTrue();
    }

    @Test
    void travels() {
        Page page = new Page(List.of(item("ä"), item("b")), true, Set.of());

        assertThat(Page.decode(page.encode())).isEqualTo(page);
    }

    @Test
    void ofANodeThatHasMoreEndsThoseOfTheOthers() {
        Page cut = new Page(List.of(item("a"), item("c")), true, Set.of());
        Page whole = new Page(List.of(item("b"), item("c"), item("d")), false, Set.of());

        Page merged = Page.merge(List.of(cut, whole), 10, SUM, Set.of("x"));

        assertThat(keys(merged)).containsExactly("a", "b", "c");
        assertThat(merged.items().get(2).json().getInteger("n")).isEqualTo(2);
        assertThat(merged.more()).isTrue();
        assertThat(merged.missing()).containsExactly("x");
    }

    @Test
    void byPageEverythingOfAllNodesIsSeenOnce() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<TreeMap<String, Page.Item>> nodes = new ArrayList<>();
            TreeMap<String, Integer> all = new TreeMap<>();
            for (int node = 0; node < 3; node++) {
                TreeMap<String, Page.Item> items = new TreeMap<>();
                for (int i = random.nextInt(12); i > 0; i--) {
                    items.put("k" + random.nextInt(20), item("k"));
                }
                items.replaceAll((key, any) -> item(key));
                items.keySet().forEach(key -> all.merge(key, 1, Integer::sum));
                nodes.add(items);
            }
            int limit = 1 + random.nextInt(5);

            assertThat(turned(nodes, limit)).isEqualTo(all);
        }
    }

    private static TreeMap<String, Integer> turned(List<TreeMap<String, Page.Item>> nodes, int limit) {
        TreeMap<String, Integer> seen = new TreeMap<>();
        String after = "";
        boolean more = true;
        while (more) {
            String cursor = after;
            List<Page> parts = nodes.stream()
                    .map(items -> Page.of(items.tailMap(cursor, false).values(), limit))
                    .toList();
            Page page = Page.merge(parts, limit, SUM, Set.of());
            for (Page.Item each : page.items()) {
                assertThat(seen.put(each.key(), each.json().getInteger("n"))).isNull();
                after = each.key();
            }
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            more = page.more();
        }
        return seen;
    }
}
