package io.carillon.hub;

import io.carillon.message.RoomName;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection that has ended, as far as it is searched for and listed.
 *
 * @param node where it was
 * @param since when it was opened, in ms since 1970
 * @param ended when it ended, likewise
 * @param rooms some of those that it was in
 * @param roomCount how many these were
 */
record Departed(
        String connection,
        String user,
        String node,
        String endpoint,
        String address,
        @Nullable String subprotocol,
        long since,
        long ended,
        Ending ending,
        List<RoomName> rooms,
        int roomCount) {

    /** What the API calls the state of those that are here. */
    static final String STATE = "closed";

    /** How they are listed; as {@link #key} has it. */
    static final Comparator<Departed> LAST_FIRST =
            Comparator.comparingLong(Departed::ended).reversed().thenComparing(Departed::connection);

    private static final int DIGITS = 16;

    /** One of this node. */
    static Departed of(String node, long ended, Happening.Closed closed) {
        Profile profile = closed.profile();
        return new Departed(
                profile.connection(),
                profile.user(),
                node,
                profile.endpoint(),
                profile.address(),
                profile.speech().subprotocol(),
                profile.since(),
                ended,
                closed.ending(),
                closed.places().stream().map(Place::room).toList(),
                closed.rooms());
    }

    /** One of which all was told, as the API tells it. Throws a runtime exception where it is none. */
    static Departed of(JsonObject told) {
        List<RoomName> rooms = told.getJsonArray("rooms").stream()
                .map(room -> new RoomName(((JsonObject) room).getString("room")))
                .toList();
        return new Departed(
                Objects.requireNonNull(told.getString("connection")),
                Objects.requireNonNull(told.getString("user")),
                Objects.requireNonNull(told.getString("node")),
                told.getString("endpoint", ""),
                told.getString("address", ""),
                told.getString("subprotocol"),
                told.getLong("since"),
                told.getLong("ended"),
                Ending.of(told.getJsonObject("close")),
                rooms,
                told.getInteger("roomCount", rooms.size()));
    }

    /** Of the order in which they are listed, as text: the last to end first. */
    String key() {
        String hex = Long.toHexString(Long.MAX_VALUE - ended);
        return "0".repeat(DIGITS - hex.length()) + hex + connection;
    }

    JsonObject row() {
        JsonObject json = new JsonObject()
                .put("connection", connection)
                .put("user", user)
                .put("node", node)
                .put("endpoint", endpoint)
                .put("address", address)
                .put("state", STATE)
                .put("since", since)
                .put("ended", ended);
        ending.into(json);
        Json.put(json, "subprotocol", subprotocol);
        return json.put("rooms", roomCount);
    }
}
