package io.carillon.hub;

import io.carillon.message.Position;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A room that a connection is in, or was at its end.
 *
 * @param position up to where it was sent the room's stream; null where it has none, or is on its way there
 */
record Place(RoomName room, @Nullable Position position) {

    JsonObject json(@Nullable Long since) {
        JsonObject json = new JsonObject().put("room", room.value());
        Json.put(json, "since", since);
        Json.put(json, "stream", position == null ? null : json(position));
        return json;
    }

    private static JsonObject json(Position position) {
        return new JsonObject().put("epoch", position.epoch()).put("offset", position.offset());
    }
}
