package io.carillon.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a listing: items in the order of their keys, without a gap between the first and the last.
 *
 * @param items by key
 * @param more whether others follow
 * @param missing the nodes that have not told of theirs
 */
public record Page(List<Item> items, boolean more, Set<String> missing) {

    /** What one node tells at once, in characters, about: it has to get past other things between nodes. */
    private static final int LONGEST = 1 << 20;

    private static final int ENVELOPE = 128;

    /**
     * Something that is listed.
     *
     * @param key of the order: no two have the same
     */
    public record Item(String key, JsonObject json) {}

    public Page {
        items = List.copyOf(items);
        missing = Set.copyOf(missing);
    }

    /** Of all that there is on a node: as many as are asked for, or as can be told at once; one at least. */
    static Page of(Collection<Item> all, int limit) {
        List<Item> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparing(Item::key));
        int count = 0;
        long room = LONGEST;
        while (count < Math.min(sorted.size(), limit) && room > 0) {
            room -= weight(sorted.get(count++).json);
        }
        return new Page(sorted.subList(0, count), count < sorted.size(), Set.of());
    }

    private static long weight(JsonObject item) {
        long weight = ENVELOPE;
        for (Map.Entry<String, Object> entry : item) {
            weight += entry.getValue() instanceof JsonArray list
                    ? list.stream()
                            .mapToInt(each -> each.toString().length() + 3)
                            .sum()
                    : 16;
        }
        return weight;
    }

    /**
     * What several nodes have told, as one.
     *
     * @param join makes one of two with the same key
     * @param missing the nodes that have told nothing
     */
    static Page merge(Collection<Page> pages, int limit, BinaryOperator<JsonObject> join, Set<String> missing) {
        String end = end(pages);
        Map<String, JsonObject> items = new TreeMap<>();
        boolean more = end != null;
        for (Page page : pages) {
            for (Item item : page.items) {
                if (end == null || item.key.compareTo(end) <= 0) { // behind it, another node may have something between
                    items.merge(item.key, item.json, join);
                }
            }
        }
        List<Item> first = items.entrySet().stream()
                .limit(limit)
                .map(entry -> new Item(entry.getKey(), entry.getValue()))
                .toList();
        return new Page(first, more || first.size() < items.size(), missing);
    }

    /** The same with what is known better of some of the items. */
    Page with(List<Item> better, Set<String> alsoMissing) {
        Map<String, Item> byKey = new HashMap<>();
        better.forEach(item -> byKey.put(item.key, item));
        Set<String> all = new HashSet<>(missing);
        all.addAll(alsoMissing);
        return new Page(
                items.stream().map(item -> byKey.getOrDefault(item.key, item)).toList(), more, all);
    }

    /** The key up to which all of them are known; null where that is everything. */
    private static @Nullable String end(Collection<Page> pages) {
        return pages.stream()
                .filter(page -> page.more && !page.items.isEmpty())
                .map(page -> page.items.get(page.items.size() - 1).key)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** As it travels between nodes. */
    byte[] encode() {
        JsonArray list = new JsonArray();
        items.forEach(item -> list.add(new JsonArray().add(item.key).add(item.json)));
        return new JsonObject().put("items", list).put("more", more).toBuffer().getBytes();
    }

    /** Throws a runtime exception where it is none. */
    static Page decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        List<Item> items = new ArrayList<>();
        for (Object each : json.getJsonArray("items")) {
            JsonArray item = (JsonArray) each;
            items.add(new Item(item.getString(0), item.getJsonObject(1)));
        }
        return new Page(items, json.getBoolean("more"), Set.of());
    }
}
