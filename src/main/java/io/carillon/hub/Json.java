package io.carillon.hub;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What is not there is left out. */
final class Json {

    private Json() {}

    static void put(JsonObject json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
