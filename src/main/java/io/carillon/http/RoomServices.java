package io.carillon.http;

import io.carillon.hub.RoomActivity;
import io.carillon.hub.RoomActivity.Sort;
import io.carillon.service.Body;
import io.carillon.service.Listing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What goes on in rooms. On a request's event loop. */
final class RoomServices {

    private final ApiContext api;

    RoomServices(ApiContext api) {
        this.api = api;
    }

    /** By the ids of operations. */
    Map<String, Consumer<Exchange>> all() {
        return Map.of("listRoomActivity", this::rooms, "readRoomActivity", this::room);
    }

    private void rooms(Exchange exchange) {
        Body asked = exchange.asked();
        String named = asked.name("sort");
        Sort sort = named == null ? Sort.NAME : Sort.valueOf(named.toUpperCase(Locale.ROOT));
        if (sort != Sort.NAME && asked.cursor() != null) {
            throw Body.bad("cursor is for sort=name alone: what is sorted by " + named + " has no next page");
        }
        answer(exchange, activity().rooms(Listing.filter(asked), sort).map(Listing::json));
    }

    private void room(Exchange exchange) {
        answer(exchange, activity().room(exchange.asked().room()));
    }

    private RoomActivity activity() {
        return api.node().hub().register().activity();
    }

    private static void answer(Exchange exchange, Future<JsonObject> json) {
        exchange.answer(json.map(found -> found.toBuffer().getBytes()));
    }
}
