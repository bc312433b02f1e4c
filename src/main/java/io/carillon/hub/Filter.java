package io.carillon.hub;

import io.carillon.message.NamePattern;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rooms or connections are asked for, and how many of them. What is null does not matter.
 *
 * @param match a pattern of room names, or of the users of connections
 * @param user whose connections, or rooms with at least one of those
 * @param room this room, or connections that are in it
 * @param node what is on this node alone
 * @param limit how many, 1 or more
 * @param after where the page before has ended; empty for the first one
 */
public record Filter(
        @Nullable NamePattern match,
        @Nullable String user,
        @Nullable RoomName room,
        @Nullable String node,
        int limit,
        String after) {

    /** Whether a name comes behind the page before, and the pattern stands for it. */
    boolean includes(String key, String name) {
        return key.compareTo(after) > 0 && (match == null || match.matches(name));
    }

    /** As it travels between nodes. */
    byte[] encode() {
        return new JsonObject()
                .put("match", match == null ? null : match.toString())
                .put("user", user)
                .put("room", room == null ? null : room.value())
                .put("limit", limit)
                .put("after", after)
                .toBuffer()
                .getBytes();
    }

    /** Throws a runtime exception where it is none. */
    static Filter decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        String room = json.getString("room");
        String match = json.getString("match");
        return new Filter(
                match == null ? null : NamePattern.of(match),
                json.getString("user"),
                room == null ? null : new RoomName(room),
                null,
                Objects.requireNonNull(json.getInteger("limit")),
                Objects.requireNonNull(json.getString("after")));
    }
}
