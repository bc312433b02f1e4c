package io.carillon.service;

import io.carillon.codec.CodecException;
import io.carillon.codec.VertxValue;
import io.carillon.message.CloseCode;
import io.carillon.message.ErrorCode;
import io.carillon.message.Payload;
import io.carillon.message.Recipient;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a service asks for, property by property. Each is checked as it is read; what is missing or wrong is a {@link
 * RefusedException} with {@code bad_request}, whose reason names it and does not repeat it. Others than those that are read
 * are passed over.
 */
public final class Body {

    private static final int LONGEST = 255;
    /** RFC 6455, section 5.5.1: what a close frame has room for. */
    private static final int LONGEST_REASON = 123;

    private static final int MOST_EXCEPTIONS = 10_000;

    /** What a service may close a connection with: whatever tells a client what to do next, and is no mistake of its own. */
    private static final List<CloseCode> CLOSE_CODES = List.of(
            CloseCode.NORMAL,
            CloseCode.GOING_AWAY,
            CloseCode.POLICY,
            CloseCode.SERVER_ERROR,
            CloseCode.SERVER_RESTART,
            CloseCode.TRY_LATER);

    private final JsonObject json;

    private Body(JsonObject json) {
        this.json = json;
    }

    public static Body of(@Nullable Object body) {
        if (body instanceof JsonObject json) {
            return new Body(json);
        }
        throw bad("the body is a map");
    }

    /** Where nothing was said. */
    static Body empty() {
        return new Body(new JsonObject());
    }

    public static RefusedException bad(String reason) {
        return new RefusedException(ErrorCode.BAD_REQUEST, reason);
    }

    public RoomName room() {
        RoomName room = optionalRoom();
        if (room == null) {
            throw bad("room is missing");
        }
        return room;
    }

    @Nullable
    public RoomName optionalRoom() {
        if (!json.containsKey("room")) {
            return null;
        }
        if (!(json.getValue("room") instanceof String name)) {
            throw bad("room is a string");
        }
        try {
            return new RoomName(name);
        } catch (IllegalArgumentException e) {
            throw bad("room: " + e.getMessage());
        }
    }

    /** Any value at all, null included; it has to be there. */
    public Payload data() {
        if (!json.containsKey("data")) {
            throw bad("data is missing");
        }
        try {
            return VertxValue.payload(json.getValue("data"));
        } catch (CodecException e) {
            throw bad("data: " + e.getMessage());
        }
    }

    /** A user, an id or a pattern: 1 to 255 code points, without control characters. */
    @Nullable
    public String name(String property) {
        String text = key(property);
        if (text != null && text.codePoints().anyMatch(Character::isISOControl)) {
            throw bad(property + " has no control characters");
        }
        return text;
    }

    /** 1 to 255 code points, whatever they are. */
    @Nullable
    public String key(String property) {
        if (!json.containsKey(property)) {
            return null;
        }
        if (!(json.getValue(property) instanceof String text)) {
            throw bad(property + " is a string");
        }
        return checked(property, text);
    }

    /** A text that has to be there. */
    public String text(String property, int longest) {
        if (json.getValue(property) instanceof String text) {
            return checked(property, text, longest);
        }
        throw bad(property + " is a string");
    }

    /** A text that need not be there. */
    @Nullable
    public String optionalText(String property, int longest) {
        return json.containsKey(property) ? text(property, longest) : null;
    }

    /** The one property of these that is there. */
    public String onlyOne(String... properties) {
        List<String> there = Stream.of(properties).filter(json::containsKey).toList();
        if (there.size() != 1) {
            throw bad("one of " + String.join(", ", properties) + " has to be there, found: " + there.size());
        }
        return there.get(0);
    }

    private static String checked(String property, String text) {
        return checked(property, text, LONGEST);
    }

    private static String checked(String property, String text, int longest) {
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > longest) {
            throw bad(property + " has 1 to " + longest + " code points, this one has " + length);
        }
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw bad(property + " has half a surrogate pair, which is no text");
        }
        return text;
    }

    /** Where a listing goes on; as long as it was given. */
    @Nullable
    public String cursor() {
        if (!json.containsKey("cursor")) {
            return null;
        }
        if (json.getValue("cursor") instanceof String cursor) {
            return cursor;
        }
        throw bad("cursor is a string");
    }

    public Recipient recipient() {
        String user = name("user");
        String connection = name("connection");
        if ((user == null) == (connection == null)) {
            throw bad(user == null ? "user or connection is missing" : "there are user and connection, one is allowed");
        }
        return new Recipient(user, connection);
    }

    public Set<String> exceptions() {
        if (!json.containsKey("except")) {
            return Set.of();
        }
        if (!(json.getValue("except") instanceof JsonArray list) || list.size() > MOST_EXCEPTIONS) {
            throw bad("except is a list of connections, at most " + MOST_EXCEPTIONS);
        }
        Set<String> ids = new HashSet<>();
        for (Object each : list) {
            if (!(each instanceof String id)) {
                throw bad("except is a list of strings");
            }
            ids.add(checked("a connection in except", id));
        }
        return ids;
    }

    /** @param absent what holds where nothing is said */
    public long integer(String property, long absent, long least, long most) {
        if (!json.containsKey(property)) {
            return absent;
        }
        Object value = json.getValue(property);
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw bad(property + " is an integer"
                + (least == Long.MIN_VALUE ? "" : " from " + least)
                + (most == Long.MAX_VALUE ? "" : " to " + most));
    }

    public boolean flag(String property) {
        if (!json.containsKey(property)) {
            return false;
        }
        if (json.getValue(property) instanceof Boolean flag) {
            return flag;
        }
        throw bad(property + " is true or false");
    }

    public CloseCode closeCode() {
        long number = integer("code", CloseCode.GOING_AWAY.code(), 0, Long.MAX_VALUE);
        if (CloseCode.isApplications(number)) {
            return new CloseCode((int) number);
        }
        return CLOSE_CODES.stream()
                .filter(code -> code.code() == number)
                .findFirst()
                .orElseThrow(() -> bad("code is one of "
                        + CLOSE_CODES.stream().map(code -> "" + code.code()).collect(Collectors.joining(", "))
                        + ", or 3000 to 4999"));
    }

    /** For people. */
    public String reason(String absent) {
        if (!json.containsKey("reason")) {
            return absent;
        }
        if (!(json.getValue("reason") instanceof String reason)
                || reason.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
            throw bad("reason is a text of at most " + LONGEST_REASON + " bytes in UTF-8");
        }
        return reason;
    }
}
