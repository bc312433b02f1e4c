package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a client says, in whatever format: for those who talk to a server. Stateless. */
public final class RequestWriter {

    private RequestWriter() {}

    /** The payload of one WebSocket message. */
    public static byte[] write(ClientMessage message, Format format) {
        PacketWriter out = switch (format) {
            case JSON -> new JsonWriter();
            case MSGPACK -> new MsgpackWriter();
            case BSON -> new BsonWriter();
        };
        try {
            message.accept(KINDS).write(message.id(), out);
            return out.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
    }

    /** One more property, its name included. */
    private interface Property {
        void write(PacketWriter out) throws IOException;
    }

    /** A message's type and its properties but the id. */
    private record Shape(
            String type,
            @Nullable String room,
            @Nullable String name,
            @Nullable Payload payload,
            boolean echo,
            List<Property> more) {

        static Shape of(String type) {
            return new Shape(type, null, null, null, true, List.of());
        }

        static Shape of(String type, String room) {
            return new Shape(type, room, null, null, true, List.of());
        }

        void write(@Nullable RequestId id, PacketWriter out) throws IOException {
            out.startMap(1 + present(id) + present(room) + present(payload) + (echo ? 0 : 1) + more.size());
            out.string("type", type);
            if (id instanceof RequestId.Number number) {
                out.integer("id", number.value());
            } else if (id instanceof RequestId.Text text) {
                out.string("id", text.value());
            }
            if (room != null) {
                out.string("room", room);
            }
            if (name != null && payload != null) {
                out.name(name);
                out.payload(payload);
            }
            if (!echo) {
                out.bool("echo", false);
            }
            for (Property property : more) {
                property.write(out);
            }
            out.endMap();
        }

        private static int present(@Nullable Object value) {
            return value == null ? 0 : 1;
        }
    }

    private static void position(PacketWriter out, Position recover) throws IOException {
        out.name("recover");
        out.startMap(2);
        out.string("epoch", recover.epoch());
        out.integer("offset", recover.offset());
        out.endMap();
    }

    private static final ClientMessage.Handler<Shape> KINDS = new ClientMessage.Handler<>() {
        @Override
        public Shape join(ClientMessage.Join join) {
            Position recover = join.recover();
            List<Property> more = recover == null ? List.of() : List.of(out -> position(out, recover));
            return new Shape("join", join.room().value(), "member", join.member(), true, more);
        }

        @Override
        public Shape leave(ClientMessage.Leave leave) {
            return Shape.of("leave", leave.room().value());
        }

        @Override
        public Shape publish(ClientMessage.Publish publish) {
            String key = publish.key();
            List<Property> more = key == null ? List.of() : List.of(out -> out.string("key", key));
            return new Shape("publish", publish.room().value(), "data", publish.data(), publish.echo(), more);
        }

        @Override
        public Shape send(ClientMessage.Send send) {
            String user = send.to().user();
            String connection = send.to().connection();
            Property to = user == null
                    ? out -> out.string("connection", String.valueOf(connection))
                    : out -> out.string("user", user);
            return new Shape("send", null, "data", send.data(), true, List.of(to));
        }

        @Override
        public Shape members(ClientMessage.Members members) {
            return Shape.of("members", members.room().value());
        }

        @Override
        public Shape history(ClientMessage.History history) {
            List<Property> more = new ArrayList<>(List.of(
                    out -> out.integer("since", history.since()), out -> out.integer("limit", history.limit())));
            if (history.reverse()) {
                more.add(out -> out.bool("reverse", true));
            }
            return new Shape("history", history.room().value(), null, null, true, more);
        }

        @Override
        public Shape info(ClientMessage.Info info) {
            return Shape.of("info");
        }

        @Override
        public Shape ping(ClientMessage.Ping ping) {
            return Shape.of("ping");
        }

        @Override
        public Shape refresh(ClientMessage.Refresh refresh) {
            return new Shape("refresh", null, null, null, true, List.of(out -> out.string("token", refresh.token())));
        }

        @Override
        public Shape call(ClientMessage.Call call) {
            return new Shape(
                    "call", null, "data", call.data(), true, List.of(out -> out.string("method", call.method())));
        }
    };
}
