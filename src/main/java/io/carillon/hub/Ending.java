package io.carillon.hub;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a connection has ended.
 *
 * @param side who has ended it
 * @param code of the close frame that was sent or received; 1005 where the client gave none, 1006 where there was no frame
 * @param reason what stands in that frame, or what has happened, for people
 * @param cause how it was found out that the peer is gone; null where it was not lost
 * @param queued what the peer had not taken, in bytes, as far as it was still known
 */
public record Ending(
        Side side, int code, String reason, @Nullable String cause, long queued) {

    /** Who ends a connection. */
    public enum Side {
        /** The server has sent the first close frame. */
        SERVER,
        /** The client has. */
        CLIENT,
        /** Neither: the peer was lost. */
        NETWORK;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The names of all of this go into one map with others. */
    JsonObject into(JsonObject json) {
        json.put("side", side.toString()).put("code", code).put("reason", reason);
        if (cause != null) {
            json.put("cause", cause);
        }
        return json.put("queue", queued);
    }

    /** Throws a runtime exception where there is none. */
    static Ending of(JsonObject json) {
        return new Ending(
                Side.valueOf(json.getString("side").toUpperCase(Locale.ROOT)),
                Objects.requireNonNull(json.getInteger("code")),
                json.getString("reason"),
                json.getString("cause"),
                json.getLong("queue", 0L));
    }
}
