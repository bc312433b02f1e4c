package io.carillon.http;

import io.carillon.config.Network;
import io.carillon.hub.ConnectionFilter;
import io.carillon.hub.Inspector;
import io.carillon.message.ErrorCode;
import io.carillon.message.NamePattern;
import io.carillon.message.RefusedException;
import io.carillon.service.Body;
import io.carillon.service.Listing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is told of connections, also of those that have ended. On a request's event loop. */
final class ConnectionServices {

    private static final String CLOSED = "closed";
    private static final int LEAST_CODE = 1000;
    private static final int MOST_CODE = 4999;

    private final ApiContext api;

    ConnectionServices(ApiContext api) {
        this.api = api;
    }

    /** By the ids of operations. */
    Map<String, Consumer<Exchange>> all() {
        return Map.of("searchConnections", this::search, "inspectConnection", this::inspect);
    }

    private void search(Exchange exchange) {
        answer(exchange, inspector().search(filter(exchange.asked())).map(Listing::json));
    }

    private void inspect(Exchange exchange) {
        String id = String.valueOf(exchange.asked().name("connection"));
        answer(
                exchange,
                inspector()
                        .inspect(id)
                        .map(found -> found.orElseThrow(() -> new RefusedException(
                                ErrorCode.NOT_FOUND,
                                "there is no such connection, or it is not remembered any more"))));
    }

    private static ConnectionFilter filter(Body asked) {
        String match = asked.name("match");
        return new ConnectionFilter(
                !CLOSED.equals(asked.name("state")),
                asked.name("user"),
                match == null ? null : NamePattern.of(match),
                asked.optionalRoom(),
                asked.name("node"),
                asked.name("connection"),
                network(asked.name("address")),
                code(asked),
                Listing.limit(asked),
                Listing.after(asked));
    }

    private static @Nullable Network network(@Nullable String address) {
        try {
            return address == null ? null : Network.parse(address);
        } catch (IllegalArgumentException e) {
            throw Body.bad("address is an IP address, or a network as 10.1.0.0/16: " + e.getMessage());
        }
    }

    private static @Nullable Integer code(Body asked) {
        int code = (int) asked.integer("code", 0, LEAST_CODE, MOST_CODE);
        if (code != 0 && !CLOSED.equals(asked.name("state"))) {
            throw Body.bad("code is that of connections that have ended: with state=closed");
        }
        return code == 0 ? null : code;
    }

    private Inspector inspector() {
        return api.node().hub().inspector();
    }

    private static void answer(Exchange exchange, Future<JsonObject> json) {
        exchange.answer(json.map(found -> found.toBuffer().getBytes()));
    }
}
