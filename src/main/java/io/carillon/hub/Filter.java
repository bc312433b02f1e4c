package io.carillon.hub;

import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rooms or connections are asked for, and how many of them. What is null or empty does not matter.
 *
 * @param match a pattern of room names, or of the users of connections
 * @param user whose connections, or rooms with at least one of those
 * @param rooms these, or connections that are in one of them
 * @param node what is on this node alone
 * @param limit how many, 1 or more
 * @param after where the page before has ended; empty for the first one
 */
public record Filter(
        @Nullable NamePattern match,
        @Nullable String user,
        Set<RoomName> rooms,
        @Nullable String node,
        int limit,
        String after) {

    public Filter {
        rooms = Set.copyOf(rooms);
    }

    /** Some rooms, whoever is in them. */
    static Filter only(Set<RoomName> rooms, @Nullable String node) {
        return new Filter(null, null, rooms, node, rooms.size(), "");
    }

    /** Whether a name comes behind the page before, and the pattern stands for it. */
    boolean includes(String key, String name) {
        return (after.isEmpty() || key.compareTo(after) > 0) && (match == null || match.matches(name));
    }

    /** As it travels between nodes. */
    byte[] encode() {
        return new JsonObject()
                .put("match", match == null ? null : match.toString())
                .put("user", user)
                .put("rooms", new JsonArray(rooms.stream().map(RoomName::value).toList()))
                .put("limit", limit)
                .put("after", after)
                .toBuffer()
                .getBytes();
    }

    /** Throws a runtime exception where it is none. */
    static Filter decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        Set<RoomName> rooms = new HashSet<>();
        json.getJsonArray("rooms").forEach(name -> rooms.add(new RoomName((String) name)));
        String match = json.getString("match");
        return new Filter(
                match == null ? null : NamePattern.of(match),
                json.getString("user"),
                rooms,
                null,
                Objects.requireNonNull(json.getInteger("limit")),
                Objects.requireNonNull(json.getString("after")));
    }
}
