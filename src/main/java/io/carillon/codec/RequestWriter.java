package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    /** A message's type and its properties but the id. */
    private record Shape(
            String type,
            @Nullable String room,
            @Nullable String name,
            @Nullable Payload payload,
            boolean echo,
            @Nullable String token) {

        static Shape of(String type) {
            return new Shape(type, null, null, null, true, null);
        }

        static Shape of(String type, String room) {
            return new Shape(type, room, null, null, true, null);
        }

        void write(@Nullable RequestId id, PacketWriter out) throws IOException {
            out.startMap(1 + present(id) + present(room) + present(payload) + (echo ? 0 : 1) + present(token));
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
            if (token != null) {
                out.string("token", token);
            }
            out.endMap();
        }

        private static int present(@Nullable Object value) {
            return value == null ? 0 : 1;
        }
    }

    private static final ClientMessage.Handler<Shape> KINDS = new ClientMessage.Handler<>() {
        @Override
        public Shape join(ClientMessage.Join join) {
            return new Shape("join", join.room().value(), "member", join.member(), true, null);
        }

        @Override
        public Shape leave(ClientMessage.Leave leave) {
            return Shape.of("leave", leave.room().value());
        }

        @Override
        public Shape publish(ClientMessage.Publish publish) {
            return new Shape("publish", publish.room().value(), "data", publish.data(), publish.echo(), null);
        }

        @Override
        public Shape members(ClientMessage.Members members) {
            return Shape.of("members", members.room().value());
        }

        @Override
        public Shape history(ClientMessage.History history) {
            return Shape.of("history", history.room().value());
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
            return new Shape("refresh", null, null, null, true, refresh.token());
        }
    };
}
