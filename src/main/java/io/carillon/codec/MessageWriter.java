package io.carillon.codec;

import io.carillon.message.Member;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.Sender;
import io.carillon.message.ServerInfo;
import io.carillon.message.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the server says, in whatever format. Stateless. */
final class MessageWriter implements ServerMessage.Handler<MessageWriter.Part>, Result.Handler<MessageWriter.Part> {

    private static final MessageWriter LEGACY = new MessageWriter(false);
    private static final MessageWriter CURRENT = new MessageWriter(true);

    private final boolean streams;

    private MessageWriter(boolean streams) {
        this.streams = streams;
    }

    /** One value of a packet. */
    interface Part {
        void write(PacketWriter out) throws IOException;
    }

    static byte[] write(ServerMessage message, Revision revision, PacketWriter out) {
        try {
            message.accept(revision.hasStreams() ? CURRENT : LEGACY).write(out);
            return out.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
    }

    /** A result by itself, for whoever is no client. */
    static byte[] write(Result result, PacketWriter out) {
        try {
            result.accept(CURRENT).write(out);
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
            start(out, "error", 3 + present(id) + present(retryAfter) + Misfits.properties(refusal.paths()));
            if (id != null) {
                id(out, id);
            }
            out.string("code", refusal.code().code());
            out.string("reason", refusal.reason());
            out.bool("retryable", refusal.code().retryable());
            if (retryAfter != null) {
                out.integer("retryAfter", retryAfter);
            }
            Misfits.write(refusal.paths(), out);
            out.endMap();
        };
    }

    @Override
    public Part message(ServerMessage.RoomMessage message) {
        return out -> {
            Long offset = streams ? message.offset() : null;
            start(out, "message", 4 + present(offset));
            out.string("room", message.room().value());
            out.name("data");
            out.payload(message.data());
            from(out, message.from());
            out.integer("time", message.time());
            if (offset != null) {
                out.integer("offset", offset);
            }
            out.endMap();
        };
    }

    @Override
    public Part direct(ServerMessage.Direct direct) {
        return out -> {
            start(out, "direct", 3);
            out.name("data");
            out.payload(direct.data());
            from(out, direct.from());
            out.integer("time", direct.time());
            out.endMap();
        };
    }

    @Override
    public Part reset(ServerMessage.Reset reset) {
        return out -> {
            start(out, "reset", 3);
            out.string("room", reset.room().value());
            position(out, reset.position());
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
    public Part presence(ServerMessage.Presence presence) {
        return out -> {
            start(out, "presence", 3);
            out.string("room", presence.room().value());
            out.string("event", presence.event().toString());
            out.name("member");
            member(out, presence.member());
            out.endMap();
        };
    }

    private static void member(PacketWriter out, Member member) throws IOException {
        Payload says = member.member();
        out.startMap(2 + present(says));
        out.string("connection", member.connection());
        out.string("user", member.user());
        if (says != null) {
            out.name("member");
            out.payload(says);
        }
        out.endMap();
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
            Result.Start start = streams ? joined.start() : null;
            Integer count = joined.count();
            int begin = start == null ? 0 : 3 + present(start.recovered()) + present(start.missed());
            out.startMap(1 + begin + present(count));
            out.string("room", joined.room().value());
            if (start != null) {
                start(out, start);
            }
            if (count != null) {
                out.integer("count", count);
            }
            out.endMap();
        };
    }

    @Override
    public Part members(Result.Members members) {
        return out -> {
            out.startMap(2);
            out.integer("count", members.count());
            out.name("members");
            out.startList(members.members().size());
            for (Member member : members.members()) {
                member(out, member);
            }
            out.endList();
            out.endMap();
        };
    }

    private static void start(PacketWriter out, Result.Start start) throws IOException {
        position(out, start.position());
        out.integer("oldest", start.oldest());
        Boolean recovered = start.recovered();
        if (recovered != null) {
            out.bool("recovered", recovered);
        }
        Result.Missed missed = start.missed();
        if (missed != null) {
            out.name("missed");
            out.startMap(2);
            out.integer("from", missed.from());
            out.integer("to", missed.to());
            out.endMap();
        }
    }

    @Override
    public Part published(Result.Published published) {
        return out -> {
            out.startMap(streams ? published.duplicate() ? 3 : 2 : 0);
            if (streams) {
                position(out, published.position());
                if (published.duplicate()) {
                    out.bool("duplicate", true);
                }
            }
            out.endMap();
        };
    }

    @Override
    public Part delivered(Result.Delivered delivered) {
        return out -> {
            out.startMap(1);
            out.integer("delivered", delivered.connections());
            out.endMap();
        };
    }

    @Override
    public Part history(Result.History history) {
        return out -> {
            out.startMap(4);
            position(out, history.position());
            out.integer("oldest", history.oldest());
            out.name("messages");
            out.startList(history.messages().size());
            for (ServerMessage.RoomMessage message : history.messages()) {
                kept(out, message);
            }
            out.endList();
            out.endMap();
        };
    }

    private static void kept(PacketWriter out, ServerMessage.RoomMessage message) throws IOException {
        Long offset = message.offset();
        out.startMap(3 + present(offset));
        if (offset != null) {
            out.integer("offset", offset);
        }
        out.name("data");
        out.payload(message.data());
        from(out, message.from());
        out.integer("time", message.time());
        out.endMap();
    }

    private static void position(PacketWriter out, Position position) throws IOException {
        out.string("epoch", position.epoch());
        out.integer("offset", position.offset());
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

    @Override
    public Part called(Result.Called called) {
        return out -> out.payload(called.data());
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
