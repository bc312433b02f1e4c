package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.RoomName;
import org.jspecify.annotations.Nullable;

/**
 * The properties of one message as a format's reader found them, in whatever order; builds the message once all are
 * there. Each holds a {@link String}, {@link Long}, {@link Boolean}, an {@link Other}, or null where it was absent.
 */
final class Properties {

    /** A value of a kind that no property of ours has; the text says which, for the reason. */
    record Other(String what) {}

    private static final int SHOWN = 64;

    @Nullable
    Object type;

    @Nullable
    Object id;

    @Nullable
    Object room;

    @Nullable
    Object echo;

    @Nullable
    Payload data;

    /** Why {@link #data} cannot be taken, where that is so. */
    @Nullable
    String dataProblem;

    ClientMessage toMessage() {
        RequestId requestId = requestId();
        if (type instanceof String name) {
            return toMessage(name, requestId);
        }
        throw new BadMessageException(requestId, "type is a string, " + got(type));
    }

    private ClientMessage toMessage(String name, @Nullable RequestId requestId) {
        return switch (name) {
            case "join" -> new ClientMessage.Join(requestId, roomName(requestId));
            case "leave" -> new ClientMessage.Leave(requestId, roomName(requestId));
            case "publish" ->
                new ClientMessage.Publish(requestId, roomName(requestId), payload(requestId), echoes(requestId));
            case "info" -> new ClientMessage.Info(requestId);
            case "ping" -> new ClientMessage.Ping(requestId);
            default -> throw new BadMessageException(requestId, "type is unknown: \"" + shortened(name) + '"');
        };
    }

    private @Nullable RequestId requestId() {
        if (id == null) {
            return null;
        }
        if (id instanceof String text) {
            return new RequestId.Text(text);
        }
        if (id instanceof Long number && number <= RequestId.LARGEST && number >= -RequestId.LARGEST) {
            return new RequestId.Number(number);
        }
        throw new BadMessageException(null, "id is a string or an integer up to 2^53-1 either way, " + got(id));
    }

    private RoomName roomName(@Nullable RequestId requestId) {
        if (!(room instanceof String name)) {
            throw new BadMessageException(requestId, "room is a string, " + got(room));
        }
        try {
            return new RoomName(name);
        } catch (IllegalArgumentException e) {
            throw new BadMessageException(requestId, "room: " + e.getMessage());
        }
    }

    private Payload payload(@Nullable RequestId requestId) {
        if (dataProblem != null) {
            throw new BadMessageException(requestId, "data: " + dataProblem);
        }
        if (data == null) {
            throw new BadMessageException(requestId, "data is missing");
        }
        return data;
    }

    private boolean echoes(@Nullable RequestId requestId) {
        if (echo == null) {
            return true;
        }
        if (echo instanceof Boolean value) {
            return value;
        }
        throw new BadMessageException(requestId, "echo is true or false, " + got(echo));
    }

    private static String got(@Nullable Object value) {
        if (value == null) {
            return "it is missing";
        }
        if (value instanceof String text) {
            return "got \"" + shortened(text) + '"';
        }
        return "got " + (value instanceof Other other ? other.what : value.toString());
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "…";
    }
}
