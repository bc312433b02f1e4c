package io.carillon.gateway;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all nodes may know of a connection, as it was when its node was asked.
 *
 * @param endpoint the name of the endpoint where it came in
 * @param since when it was opened
 */
public record ConnectionInfo(String id, String user, String node, String endpoint, Instant since, Set<String> rooms) {

    /** As a listing has it. */
    static ConnectionInfo of(JsonObject json) {
        return new ConnectionInfo(
                text(json, "connection"),
                text(json, "user"),
                text(json, "node"),
                text(json, "endpoint"),
                Instant.ofEpochMilli(Objects.requireNonNull(json.getLong("since"))),
                json.getJsonArray("rooms").stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()));
    }

    private static String text(JsonObject json, String name) {
        return Objects.requireNonNull(json.getString(name));
    }
}
