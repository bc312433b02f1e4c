package io.carillon.codec;

import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Sender;
import io.carillon.message.ServerInfo;
import io.carillon.message.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the server says, in whatever format. Stateless. */
final class MessageWriter implements ServerMessage.Handler<MessageWriter.Part>, Result.Handler<MessageWriter.Part> {

    private static final MessageWriter KINDS = new MessageWriter();

    private MessageWriter() {}

    /** One value of a packet. */
    interface Part {
        void write(PacketWriter out) throws IOException;
    }

    static byte[] write(ServerMessage message, PacketWriter out) {
        try {
            message.accept(KINDS).write(out);
            return out.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
    }

    @Override
    public Part welcome(ServerMessage.Welcome welcome) {
        return out -> {
            Long expires = welcome.expires();
            start(out, "welcome", 7 + present(expires));
            out.string("connection", welcome.connection());
            out.string("user", welcome.user());
            out.string("node", welcome.node());
            out.string("revision", welcome.revision().toString());
            out.string("format", welcome.format().toString());
            out.name("keepalive");
            out.startMap(2);
            out.integer("interval", welcome.interval());
            out.integer("timeout", welcome.timeout());
            out.endMap();
            out.name("limits");
            out.startMap(2);
            out.integer("message", welcome.messageLimit());
            out.integer("rooms", welcome.roomLimit());
            out.endMap();
            if (expires != null) {
                out.integer("expires", expires);
            }
            out.endMap();
        };
    }

    @Override
    public Part reply(ServerMessage.Reply reply) {
        return out -> {
            start(out, "reply", 2);
            id(out, reply.id());
            out.name("result");
            reply.result().accept(this).write(out);
            out.endMap();
        };
    }

    @Override
    public Part refusal(ServerMessage.Refusal refusal) {
        return out -> {
            RequestId id = refusal.id();
            Long retryAfter = refusal.retryAfter();
            start(out, "error", 3 + present(id) + present(retryAfter));
            if (id != null) {
                id(out, id);
            }
            out.string("code", refusal.code().code());
            out.string("reason", refusal.reason());
            out.bool("retryable", refusal.code().retryable());
            if (retryAfter != null) {
                out.integer("retryAfter", retryAfter);
            }
            out.endMap();
        };
    }

    @Override
    public Part message(ServerMessage.RoomMessage message) {
        return out -> {
            start(out, "message", 4);
            out.string("room", message.room().value());
            out.name("data");
            out.payload(message.data());
            from(out, message.from());
            out.integer("time", message.time());
            out.endMap();
        };
    }

    @Override
    public Part info(ServerMessage.InfoMessage message) {
        return out -> {
            start(out, "message", 4);
            out.string("room", "$server");
            out.name("data");
            serverInfo(out, message.info());
            from(out, Sender.service("server"));
            out.integer("time", message.time());
            out.endMap();
        };
    }

    @Override
    public Part notice(ServerMessage.Notice notice) {
        return out -> {
            start(out, "notice", 2);
            out.string("event", notice.event().toString());
            out.integer("in", notice.in());
            out.endMap();
        };
    }

    @Override
    public Part left(ServerMessage.Left left) {
        return out -> {
            start(out, "left", 2);
            out.string("room", left.room().value());
            out.string("reason", left.reason());
            out.endMap();
        };
    }

    @Override
    public Part done(Result.Done done) {
        return out -> {
            out.startMap(0);
            out.endMap();
        };
    }

    @Override
    public Part joined(Result.Joined joined) {
        return out -> {
            out.startMap(1);
            out.string("room", joined.room().value());
            out.endMap();
        };
    }

    @Override
    public Part info(Result.Info info) {
        return out -> serverInfo(out, info.info());
    }

    @Override
    public Part refreshed(Result.Refreshed refreshed) {
        return out -> {
            Long expires = refreshed.expires();
            out.startMap(present(expires));
            if (expires != null) {
                out.integer("expires", expires);
            }
            out.endMap();
        };
    }

    /** @param others how many properties follow the type */
    private static void start(PacketWriter out, String type, int others) throws IOException {
        out.startMap(1 + others);
        out.string("type", type);
    }

    private static void id(PacketWriter out, RequestId id) throws IOException {
        if (id instanceof RequestId.Number number) {
            out.integer("id", number.value());
        } else if (id instanceof RequestId.Text text) {
            out.string("id", text.value());
        }
    }

    private static void serverInfo(PacketWriter out, ServerInfo info) throws IOException {
        out.startMap(10);
        out.string("name", info.name());
        out.string("version", info.version());
        out.string("revision", info.revision().toString());
        strings(out, "revisions", info.revisions());
        strings(out, "formats", info.formats());
        out.string("node", info.node());
        out.integer("nodes", info.nodes());
        out.string("endpoint", info.endpoint());
        out.string("endpointVersion", info.endpointVersion());
        out.bool("draining", info.draining());
        out.endMap();
    }

    private static void strings(PacketWriter out, String name, List<?> values) throws IOException {
        out.name(name);
        out.startList(values.size());
        for (Object value : values) {
            out.string(value.toString());
        }
        out.endList();
    }

    private static void from(PacketWriter out, Sender from) throws IOException {
        out.name("from");
        out.startMap(present(from.user()) + present(from.connection()) + present(from.service()));
        optional(out, "user", from.user());
        optional(out, "connection", from.connection());
        optional(out, "service", from.service());
        out.endMap();
    }

    private static void optional(PacketWriter out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.string(name, value);
        }
    }

    private static int present(@Nullable Object value) {
        return value == null ? 0 : 1;
    }
}
