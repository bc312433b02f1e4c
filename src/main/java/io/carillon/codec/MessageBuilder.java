package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.Recipient;
import io.carillon.message.RequestId;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a message of its properties, or says which of them is wrong. What a revision does not have is not looked at. */
final class MessageBuilder {

    private static final int LONGEST = 255;
    private static final int LARGEST_LIMIT = 1000;
    /** How much of a wrong text a reason repeats, in code points. */
    private static final int SHOWN = 64;

    private final Properties properties;
    private final boolean streams;
    private @Nullable RequestId id;

    MessageBuilder(Properties properties, Revision revision) {
        this.properties = properties;
        this.streams = revision.hasStreams();
    }

    /** @throws BadMessageException naming the property that is missing or wrong */
    ClientMessage build() {
        id = id();
        if (properties.type instanceof String type) {
            return build(type);
        }
        throw bad("type is a string, " + got(properties.type));
    }

    private ClientMessage build(String type) {
        return switch (type) {
            case "join" -> join();
            case "leave" -> new ClientMessage.Leave(id, room());
            case "publish" -> publish();
            case "send" -> new ClientMessage.Send(id, recipient(), data());
            case "members" -> new ClientMessage.Members(id, room());
            case "history" -> history(type);
            case "info" -> new ClientMessage.Info(id);
            case "ping" -> new ClientMessage.Ping(id);
            case "refresh" -> new ClientMessage.Refresh(id, token());
            case "call" -> new ClientMessage.Call(id, method(), data());
            default -> throw unknown(type);
        };
    }

    private ClientMessage join() {
        RoomName room = room();
        Payload member = payload("member", properties.member);
        return new ClientMessage.Join(id, room, streams ? recover() : null, member);
    }

    private ClientMessage publish() {
        RoomName room = room();
        Payload data = data();
        String key = streams ? key() : null;
        return new ClientMessage.Publish(id, room, data, flag("echo", properties.echo, true), key);
    }

    private Recipient recipient() {
        Object user = properties.user;
        Object connection = properties.connection;
        if (user != null && connection != null) {
            throw bad("user and connection are both there, one of them is allowed");
        }
        return connection == null
                ? Recipient.user(name("user", user))
                : Recipient.connection(name("connection", connection));
    }

    private String name(String property, @Nullable Object value) {
        if (value instanceof String text && isUnicode(text)) {
            return text;
        }
        throw bad(property + " is a string, " + got(value));
    }

    private Payload data() {
        Payload data = payload("data", properties.data);
        if (data == null) {
            throw bad("data is missing");
        }
        return data;
    }

    private ClientMessage history(String type) {
        if (!streams) {
            throw unknown(type);
        }
        RoomName room = room();
        long since = integer("since", properties.since, 0, Long.MAX_VALUE);
        long limit = integer("limit", properties.limit, ClientMessage.History.USUAL_LIMIT, LARGEST_LIMIT);
        return new ClientMessage.History(id, room, since, (int) limit, flag("reverse", properties.reverse, false));
    }

    private @Nullable RequestId id() {
        Object value = properties.id;
        if (value == null) {
            return null;
        }
        if (value instanceof String text && isUnicode(text)) {
            return new RequestId.Text(text);
        }
        if (value instanceof Long number && number <= RequestId.LARGEST && number >= -RequestId.LARGEST) {
            return new RequestId.Number(number);
        }
        throw bad("id is a string or an integer up to 2^53-1 either way, " + got(value));
    }

    private RoomName room() {
        if (!(properties.room instanceof String name)) {
            throw bad("room is a string, " + got(properties.room));
        }
        try {
            return new RoomName(name);
        } catch (IllegalArgumentException e) {
            throw bad("room: " + e.getMessage());
        }
    }

    /** Its value is nobody's business, so that a reason never shows it. */
    private String token() {
        if (properties.token instanceof String token) {
            return token;
        }
        throw bad("token is a string, " + (properties.token == null ? "it is missing" : "got something else"));
    }

    private @Nullable Payload payload(String name, PacketReader.@Nullable Value value) {
        if (value == null) {
            return null;
        }
        if (value.problem() != null) {
            throw bad(name + ": " + value.problem());
        }
        return value.payload();
    }

    private boolean flag(String name, @Nullable Object value, boolean absent) {
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw bad(name + " is true or false, " + got(value));
    }

    private @Nullable String key() {
        return properties.key == null ? null : bounded("key", properties.key);
    }

    private String method() {
        return bounded("method", properties.method);
    }

    private String bounded(String property, @Nullable Object value) {
        String text = name(property, value);
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > LONGEST) {
            throw bad(property + " has 1 to " + LONGEST + " code points, this one has " + length);
        }
        return text;
    }

    private @Nullable Position recover() {
        Object recover = properties.recover;
        if (recover == null) {
            return null;
        }
        if (!(recover instanceof Properties.Position position)) {
            throw bad("recover is a map, " + got(recover));
        }
        if (!(position.epoch instanceof String epoch)) {
            throw bad("recover.epoch is a string, " + got(position.epoch));
        }
        return new Position(epoch, integer("recover.offset", position.offset, Long.MAX_VALUE));
    }

    private long integer(String name, @Nullable Object value, long absent, long largest) {
        return value == null ? absent : integer(name, value, largest);
    }

    private long integer(String name, @Nullable Object value, long largest) {
        if (!(value instanceof Long number) || number < 0 || number > largest) {
            String range = largest == Long.MAX_VALUE ? "from 0" : "from 0 to " + largest;
            throw bad(name + " is an integer " + range + ", " + got(value));
        }
        return number;
    }

    private BadMessageException unknown(String type) {
        return bad("type is unknown: \"" + shown(type) + '"');
    }

    private BadMessageException bad(String reason) {
        return new BadMessageException(id, reason);
    }

    private static String got(@Nullable Object value) {
        if (value == null) {
            return "it is missing";
        }
        if (value instanceof String text) {
            return "got \"" + shown(text) + '"';
        }
        return "got " + (value instanceof Properties.Other other ? other.what() : value.toString());
    }

    /** The text, shortened; what is not Unicode in it, which no format could carry back, is replaced. */
    private static String shown(String text) {
        int length = text.codePointCount(0, text.length());
        String head = length <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
        return new String(head.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** JSON can escape half a surrogate pair; nothing can send it back. */
    private static boolean isUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
