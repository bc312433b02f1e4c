package io.carillon.hub;

import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.Result;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that has happened to a connection and is worth remembering; a message that it was sent is not. Never what was
 * said, and no token.
 */
sealed interface Happening {

    /** What the API calls it. */
    String event();

    /** The rest of what the API tells of it. */
    JsonObject into(JsonObject json);

    /** It was let in. */
    record Opened() implements Happening {

        static final Opened INSTANCE = new Opened();

        @Override
        public String event() {
            return "opened";
        }

        @Override
        public JsonObject into(JsonObject json) {
            return json;
        }
    }

    /**
     * It became a member of a room, or began there anew.
     *
     * @param asked whether its client wanted it; otherwise a service did
     * @param start where the room's stream began for it; null where it has none
     */
    record Joined(RoomName room, boolean asked, Result.@Nullable Start start) implements Happening {

        @Override
        public String event() {
            return "joined";
        }

        @Override
        public JsonObject into(JsonObject json) {
            json.put("room", room.value()).put("by", by(asked));
            if (start != null) {
                json.put("epoch", start.position().epoch())
                        .put("offset", start.position().offset());
                Json.put(json, "recovered", start.recovered());
                Result.Missed missed = start.missed();
                if (missed != null) {
                    json.put(
                            "missed",
                            new JsonObject().put("from", missed.from()).put("to", missed.to()));
                }
            }
            return json;
        }
    }

    private static String by(boolean asked) {
        return asked ? "client" : "server";
    }

    /**
     * It ceased to be a member.
     *
     * @param reason why, where its client has not asked for it; else null
     */
    record Left(RoomName room, @Nullable String reason) implements Happening {

        @Override
        public String event() {
            return "left";
        }

        @Override
        public JsonObject into(JsonObject json) {
            json.put("room", room.value()).put("by", by(reason == null));
            Json.put(json, "reason", reason);
            return json;
        }
    }

    /**
     * It asked for something that was not done.
     *
     * @param request for what
     */
    record Refused(Logbook.Request request, ErrorCode error, String reason) implements Happening {

        @Override
        public String event() {
            return "refused";
        }

        @Override
        public JsonObject into(JsonObject json) {
            RoomName room = request.room();
            Json.put(json, "request", request.type());
            Json.put(json, "room", room == null ? null : room.value());
            return json.put("error", error.code()).put("reason", reason);
        }
    }

    /** Members were told that the room's stream cannot be continued from where they were. */
    record Reset(RoomName room, Position position) implements Happening {

        @Override
        public String event() {
            return "reset";
        }

        @Override
        public JsonObject into(JsonObject json) {
            return json.put("room", room.value()).put("epoch", position.epoch()).put("offset", position.offset());
        }
    }

    /**
     * It was told that something will happen.
     *
     * @param notice what: {@code draining}, {@code expiring}
     */
    record Notice(String notice) implements Happening {

        @Override
        public String event() {
            return "notice";
        }

        @Override
        public JsonObject into(JsonObject json) {
            return json.put("notice", notice);
        }
    }

    /**
     * It goes on with another token.
     *
     * @param expires when that does, in ms since 1970; null where it never does
     */
    record Refreshed(@Nullable Long expires) implements Happening {

        @Override
        public String event() {
            return "refreshed";
        }

        @Override
        public JsonObject into(JsonObject json) {
            Json.put(json, "expires", expires);
            return json;
        }
    }

    /**
     * Its handler has made a mistake.
     *
     * @param error the class of what was thrown; its message may say what was sent
     */
    record Failed(String error) implements Happening {

        @Override
        public String event() {
            return "failed";
        }

        @Override
        public JsonObject into(JsonObject json) {
            return json.put("error", error);
        }
    }

    /**
     * It has ended. Enough to tell of it when all else was overwritten.
     *
     * @param places the rooms that it was in; some, where they were many
     * @param rooms how many these were
     * @param happened how much was to be remembered of it
     */
    record Closed(Profile profile, Ending ending, List<Place> places, int rooms, int happened) implements Happening {

        @Override
        public String event() {
            return "closed";
        }

        @Override
        public JsonObject into(JsonObject json) {
            return ending.into(json);
        }
    }
}
