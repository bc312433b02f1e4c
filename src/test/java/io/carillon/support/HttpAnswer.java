package io.carillon.support;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The head and body of an HTTP response; header names in lower case. */
public record HttpAnswer(int status, Map<String, List<String>> headers, String body) {

    /** The only header of this name; null where there is none. */
    public String header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        if (values.size() > 1) {
            throw new AssertionError(name + " is there " + values.size() + " times");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    public JsonObject json() {
        return new JsonObject(body);
    }
}
