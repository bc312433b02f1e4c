package io.carillon.hub;

import io.carillon.message.CloseCode;
import io.carillon.message.Recipient;
import io.carillon.message.RoomName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with connections that have not asked for it.
 *
 * @param who one, or all of a user
 * @param room to be put into; or to be taken out of, where null is all; or to be in, for a connection to be closed
 * @param code of the close frame, where they are closed
 * @param reason that their clients are told
 */
public record Order(Kind kind, Recipient who, @Nullable RoomName room, CloseCode code, String reason) {

    /** What it is. */
    public enum Kind {
        JOIN,
        LEAVE,
        DISCONNECT
    }

    /** As it travels between nodes. */
    byte[] encode() {
        return new JsonObject()
                .put("kind", kind.name())
                .put("user", who.user())
                .put("connection", who.connection())
                .put("room", room == null ? null : room.value())
                .put("code", code.code())
                .put("reason", reason)
                .toBuffer()
                .getBytes();
    }

    /** Throws a runtime exception where it is none. */
    static Order decode(byte[] bytes) {
        JsonObject json = new JsonObject(Buffer.buffer(bytes));
        String room = json.getString("room");
        return new Order(
                Kind.valueOf(json.getString("kind")),
                new Recipient(json.getString("user"), json.getString("connection")),
                room == null ? null : new RoomName(room),
                new CloseCode(Objects.requireNonNull(json.getInteger("code"))),
                Objects.requireNonNull(json.getString("reason")));
    }
}
