package io.carillon.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What services may not ask for, whichever way they come in, and what they are told then. */
public final class WrongInput {

    /** The limit of a message that the table is made for. */
    public static final String LIMIT = "1KiB";

    private WrongInput() {}

    /**
     * One wrong request.
     *
     * @param operation as its address on the event bus is called
     * @param what is wrong with it
     * @param body as on the event bus
     * @param failure the status and the code
     */
    public record Row(String operation, String what, Object body, String failure) {}

    private static JsonObject json(Object... entries) {
        return new JsonObject(FormatClient.map(entries));
    }

    public static List<Row> rows() {
        String bad = "400 bad_request";
        JsonObject room = json("room", "r");
        JsonObject all = json("room", "r", "data", 1);
        JsonObject direct = json("user", "u", "data", 1);
        JsonObject who = json("user", "u");
        JsonObject deep = new JsonObject();
        JsonObject innermost = deep;
        for (int i = 0; i < 64; i++) {
            JsonObject next = new JsonObject();
            innermost.put("a", next);
            innermost = next;
        }
        List<Row> rows = new ArrayList<>();
        for (String operation : List.of(
                "publish", "broadcast", "send", "members", "history", "join", "leave", "disconnect", "revoke")) {
            rows.add(new Row(operation, "nothing", null, bad));
            rows.add(new Row(operation, "text", "text", bad));
            rows.add(new Row(operation, "a list", new JsonArray().add(room), bad));
            rows.add(new Row(operation, "an empty map", new JsonObject(), bad));
        }
        for (String operation : List.of("publish", "members", "history", "join", "leave", "disconnect")) {
            JsonObject around = json("data", 1);
            if (!List.of("publish", "members", "history").contains(operation)) {
                around.put("user", "u");
            }
            rows.add(new Row(operation, "a room with white space", around.copy().put("room", "a b"), bad));
            rows.add(new Row(operation, "a room with *", around.copy().put("room", "a*"), bad));
            rows.add(new Row(operation, "an empty room", around.copy().put("room", ""), bad));
            rows.add(new Row(operation, "a long room", around.copy().put("room", "r".repeat(256)), bad));
            rows.add(new Row(operation, "a number as room", around.copy().put("room", 1), bad));
            rows.add(new Row(operation, "null as room", around.copy().putNull("room"), bad));
            if (!operation.equals("disconnect")) {
                String forbidden = "403 forbidden";
                rows.add(new Row(operation, "$server", around.copy().put("room", "$server"), forbidden));
                rows.add(new Row(operation, "another $ room", around.copy().put("room", "$x"), forbidden));
            }
        }
        for (String operation : List.of("send", "join", "leave", "disconnect")) {
            JsonObject around = all.copy();
            rows.add(new Row(operation, "nobody", around.copy(), bad));
            rows.add(new Row(operation, "two", around.copy().put("user", "u").put("connection", "c"), bad));
            rows.add(new Row(operation, "a number as user", around.copy().put("user", 1), bad));
            rows.add(new Row(operation, "an empty user", around.copy().put("user", ""), bad));
            rows.add(new Row(operation, "a long user", around.copy().put("user", "u".repeat(256)), bad));
            rows.add(new Row(operation, "null as connection", around.copy().putNull("connection"), bad));
        }
        for (String operation : List.of("publish", "broadcast", "send")) {
            JsonObject around = operation.equals("send") ? who : room;
            rows.add(new Row(operation, "no data", around, bad));
            rows.add(new Row(
                    operation,
                    "a large integer",
                    around.copy().put("data", new BigInteger("9223372036854775808")),
                    bad));
            rows.add(new Row(operation, "nested too deep", around.copy().put("data", deep), bad));
            rows.add(new Row(operation, "a key with NUL", around.copy().put("data", json("\0", 1)), bad));
            rows.add(new Row(operation, "large data", around.copy().put("data", "x".repeat(1023)), "413 too_large"));
        }
        rows.add(new Row("publish", "an empty key", all.copy().put("key", ""), bad));
        rows.add(new Row("publish", "a long key", all.copy().put("key", "k".repeat(256)), bad));
        rows.add(new Row("publish", "a number as key", all.copy().put("key", 1), bad));
        rows.add(new Row("publish", "an empty user", all.copy().put("user", ""), bad));
        rows.add(
                new Row("publish", "a user with a control character", all.copy().put("user", "a\nb"), bad));
        rows.add(new Row("broadcast", "a text as exceptions", direct.copy().put("except", "c"), bad));
        rows.add(new Row(
                "broadcast", "a number as an exception", direct.copy().put("except", new JsonArray().add(1)), bad));
        rows.add(new Row("members", "no presence", room, "404 not_found"));
        rows.add(new Row("history", "no stream", room, "404 not_found"));
        for (Object wrong : new Object[] {-1, 1001, "1", 1.5, null}) {
            rows.add(new Row("history", "limit " + wrong, room.copy().put("limit", wrong), bad));
        }
        rows.add(new Row("history", "since below 0", room.copy().put("since", -1), bad));
        rows.add(new Row("history", "a text as reverse", room.copy().put("reverse", "yes"), bad));
        for (String listing : List.of("rooms", "connections")) {
            rows.add(new Row(listing, "a text", "text", bad));
            for (Object wrong : new Object[] {0, 1001, "1", null}) {
                rows.add(new Row(listing, "limit " + wrong, json("limit", wrong), bad));
            }
            for (String name : List.of("match", "user", "room", "node", "cursor")) {
                rows.add(new Row(listing, "a number as " + name, json(name, 1), bad));
            }
            rows.add(new Row(listing, "no cursor of ours", json("cursor", "!"), bad));
            rows.add(new Row(listing, "a cursor that is no text", json("cursor", "_w"), bad));
        }
        for (Object code : new Object[] {999, 1002, 1005, 1006, 1009, 1015, 2999, 5000, "1001", 1001.5, null}) {
            rows.add(new Row("disconnect", "code " + code, who.copy().put("code", code), bad));
        }
        rows.add(new Row("disconnect", "a long reason", who.copy().put("reason", "é".repeat(62)), bad));
        rows.add(new Row("leave", "a number as reason", who.copy().put("reason", 1), bad));
        rows.add(new Row("join", "no room", who, bad));
        return rows;
    }
}
