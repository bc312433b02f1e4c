package io.carillon.gateway;

import io.carillon.codec.VertxValue;
import io.carillon.message.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket message, whole and inflated, as it came in or is to go out (RFC 6455, section 5.6). Its bytes are not copied,
 * and must not be changed once they were handed on.
 */
public final class Message {

    private final boolean text;
    private final byte[] bytes;

    private Message(boolean text, byte[] bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    public static Message text(String text) {
        return new Message(true, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Message binary(byte[] bytes) {
        return new Message(false, bytes);
    }

    /**
     * One of either kind.
     *
     * @param bytes UTF-8 where it is text
     */
    public static Message of(boolean text, byte[] bytes) {
        return new Message(text, bytes);
    }

    /** Whether it travels in text frames; in binary ones otherwise. */
    public boolean isText() {
        return text;
    }

    /** The message as text; what comes in as text has been checked to be UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The message itself; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    public Buffer buffer() {
        return Buffer.buffer(bytes);
    }

    /**
     * The message as JSON: a {@link io.vertx.core.json.JsonObject}, {@link io.vertx.core.json.JsonArray}, string, number,
     * boolean or null.
     *
     * @throws io.vertx.core.json.DecodeException where it is none
     */
    public @Nullable Object json() {
        return Json.decodeValue(buffer());
    }

    /** A value (see {@link Hub}), or a message's: its text, or its bytes. */
    static Payload payload(@Nullable Object value) {
        if (value instanceof Message message) {
            return VertxValue.payload(message.text ? message.text() : message.bytes);
        }
        return VertxValue.payload(value);
    }

    /** Says how much there is, never what: messages do not belong into logs. */
    @Override
    public String toString() {
        return (text ? "text of " : "binary of ") + bytes.length + " bytes";
    }
}
