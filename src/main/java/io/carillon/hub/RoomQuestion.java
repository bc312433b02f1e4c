package io.carillon.hub;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * Which of its rooms a node is to tell of: with a {@link Page} where they are sorted by name, else with {@link Standings}.
 *
 * @param sort the first {@code filter.limit()} by this
 * @param least only rooms with so many members, or messages a second; not used where they are sorted by name
 */
record RoomQuestion(Filter filter, RoomActivity.Sort sort, int least) {

    /** As it travels between nodes. */
    byte[] encode() {
        return new JsonObject(Buffer.buffer(filter.encode()))
                .put("sort", sort.name())
                .put("least", least)
                .toBuffer()
                .getBytes();
    }

    /** Throws a runtime exception where it is none. */
    static RoomQuestion decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        return new RoomQuestion(
                Filter.decode(bytes),
                RoomActivity.Sort.valueOf(json.getString("sort")),
                Objects.requireNonNull(json.getInteger("least")));
    }
}
