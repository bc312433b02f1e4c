package io.carillon.service;

import io.carillon.hub.Filter;
import io.carillon.hub.Page;
import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** How a listing is asked for, and answered: {@code {items, next?, missing?}}. Stateless. */
public final class Listing {

    private static final int USUAL = 100;
    private static final int MOST = 1000;

    private Listing() {}

    public static Filter filter(Body body) {
        String match = body.name("match");
        RoomName room = body.optionalRoom();
        return new Filter(
                match == null ? null : NamePattern.of(match),
                body.name("user"),
                room == null ? Set.of() : Set.of(room),
                body.name("node"),
                limit(body),
                after(body));
    }

    /** How many items are asked for. */
    public static int limit(Body body) {
        return (int) body.integer("limit", USUAL, 1, MOST);
    }

    /** The key where the page before has ended; empty for the first one. */
    public static String after(Body body) {
        String cursor = body.cursor();
        if (cursor == null) {
            return "";
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Body.bad("cursor is none that was given as next");
        }
    }

    public static JsonObject json(Page page) {
        List<Page.Item> items = page.items();
        JsonObject json = new JsonObject()
                .put("items", new JsonArray(items.stream().map(Page.Item::json).toList()));
        if (page.more() && !items.isEmpty()) {
            byte[] last = items.get(items.size() - 1).key().getBytes(StandardCharsets.UTF_8);
            json.put("next", Base64.getUrlEncoder().withoutPadding().encodeToString(last));
        }
        if (!page.missing().isEmpty()) {
            json.put("missing", new JsonArray(page.missing().stream().sorted().toList()));
        }
        return json;
    }
}
