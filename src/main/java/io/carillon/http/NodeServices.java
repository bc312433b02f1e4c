package io.carillon.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Consumer;

/** How the nodes of the cluster are. On a request's event loop. */
final class NodeServices {

    private final ApiContext api;

    NodeServices(ApiContext api) {
        this.api = api;
    }

    /** By the ids of operations. */
    Map<String, Consumer<Exchange>> all() {
        return Map.of("readNodes", this::nodes);
    }

    private void nodes(Exchange exchange) {
        long since = exchange.asked().integer("since", 0, 0, Long.MAX_VALUE);
        exchange.answer(api.overview().nodes(since).map(JsonObject::toBuffer).map(buffer -> buffer.getBytes()));
    }
}
