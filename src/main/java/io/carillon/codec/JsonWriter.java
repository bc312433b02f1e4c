package io.carillon.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.carillon.message.Format;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.Sender;
import io.carillon.message.ServerInfo;
import io.carillon.message.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Writes one message as one JSON object in UTF-8. */
final class JsonWriter {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonWriter() {}

    static byte[] write(ServerMessage message) {
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
                json.writeStartObject();
                message.accept(new Kinds(json));
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
    }

    /** The body of each kind of message. */
    private record Kinds(JsonGenerator json)
            implements ServerMessage.Handler<JsonGenerator>, Result.Handler<JsonGenerator> {

        @Override
        public JsonGenerator welcome(ServerMessage.Welcome welcome) {
            return body("welcome", () -> {
                json.writeStringField("connection", welcome.connection());
                json.writeStringField("user", welcome.user());
                json.writeStringField("node", welcome.node());
                json.writeStringField("revision", welcome.revision().toString());
                json.writeStringField("format", welcome.format().toString());
                json.writeObjectFieldStart("keepalive");
                json.writeNumberField("interval", welcome.interval());
                json.writeNumberField("timeout", welcome.timeout());
                json.writeEndObject();
                json.writeObjectFieldStart("limits");
                json.writeNumberField("message", welcome.messageLimit());
                json.writeNumberField("rooms", welcome.roomLimit());
                json.writeEndObject();
                Long expires = welcome.expires();
                if (expires != null) {
                    json.writeNumberField("expires", expires);
                }
            });
        }

        @Override
        public JsonGenerator reply(ServerMessage.Reply reply) {
            return body("reply", () -> {
                id(reply.id());
                json.writeObjectFieldStart("result");
                reply.result().accept(this);
                json.writeEndObject();
            });
        }

        @Override
        public JsonGenerator refusal(ServerMessage.Refusal refusal) {
            return body("error", () -> {
                RequestId id = refusal.id();
                if (id != null) {
                    id(id);
                }
                json.writeStringField("code", refusal.code().code());
                json.writeStringField("reason", refusal.reason());
                json.writeBooleanField("retryable", refusal.code().retryable());
                Long retryAfter = refusal.retryAfter();
                if (retryAfter != null) {
                    json.writeNumberField("retryAfter", retryAfter);
                }
            });
        }

        @Override
        public JsonGenerator message(ServerMessage.RoomMessage message) {
            return body("message", () -> {
                json.writeStringField("room", message.room().value());
                json.writeFieldName("data");
                json.writeRawValue(new RawJson(message.data().bytes()));
                json.writeObjectFieldStart("from");
                from(message.from());
                json.writeEndObject();
                json.writeNumberField("time", message.time());
            });
        }

        @Override
        public JsonGenerator info(ServerMessage.InfoMessage message) {
            return body("message", () -> {
                json.writeStringField("room", "$server");
                json.writeObjectFieldStart("data");
                serverInfo(message.info());
                json.writeEndObject();
                json.writeObjectFieldStart("from");
                json.writeStringField("service", "server");
                json.writeEndObject();
                json.writeNumberField("time", message.time());
            });
        }

        @Override
        public JsonGenerator notice(ServerMessage.Notice notice) {
            return body("notice", () -> {
                json.writeStringField("event", notice.event().toString());
                json.writeNumberField("in", notice.in());
            });
        }

        private void id(RequestId id) throws IOException {
            if (id instanceof RequestId.Number number) {
                json.writeNumberField("id", number.value());
            } else if (id instanceof RequestId.Text text) {
                json.writeStringField("id", text.value());
            }
        }

        @Override
        public JsonGenerator done(Result.Done done) {
            return json;
        }

        @Override
        public JsonGenerator joined(Result.Joined joined) {
            return properties(() -> json.writeStringField("room", joined.room().value()));
        }

        @Override
        public JsonGenerator info(Result.Info info) {
            return properties(() -> serverInfo(info.info()));
        }

        private void serverInfo(ServerInfo info) throws IOException {
            json.writeStringField("name", info.name());
            json.writeStringField("version", info.version());
            json.writeStringField("revision", info.revision().toString());
            json.writeArrayFieldStart("revisions");
            for (Revision revision : info.revisions()) {
                json.writeString(revision.toString());
            }
            json.writeEndArray();
            json.writeArrayFieldStart("formats");
            for (Format format : info.formats()) {
                json.writeString(format.toString());
            }
            json.writeEndArray();
            json.writeStringField("node", info.node());
            json.writeNumberField("nodes", info.nodes());
            json.writeStringField("endpoint", info.endpoint());
            json.writeStringField("endpointVersion", info.endpointVersion());
            json.writeBooleanField("draining", info.draining());
        }

        private void from(Sender from) throws IOException {
            optional("user", from.user());
            optional("connection", from.connection());
            optional("service", from.service());
        }

        private void optional(String name, @Nullable String value) throws IOException {
            if (value != null) {
                json.writeStringField(name, value);
            }
        }

        private JsonGenerator body(String type, Body body) {
            return properties(() -> {
                json.writeStringField("type", type);
                body.write();
            });
        }

        private JsonGenerator properties(Body body) {
            try {
                body.write();
                return json;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Writes properties. */
    private interface Body {
        void write() throws IOException;
    }
}
