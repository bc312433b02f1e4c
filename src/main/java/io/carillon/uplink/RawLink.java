package io.carillon.uplink;

import io.carillon.codec.CodecException;
import io.carillon.codec.PayloadReader;
import io.carillon.codec.Values;
import io.carillon.config.UplinkConfig;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A protocol that is not Carillon's: each WebSocket message is the data of one of a room. On the uplink's event loop.
 */
final class RawLink implements Link {

    private final UplinkConfig config;
    private final Link.Uplink uplink;
    private final Line line;

    RawLink(UplinkConfig config, Link.Uplink uplink, Line line) {
        this.config = config;
        this.uplink = uplink;
        this.line = line;
        uplink.ready(this::send);
    }

    @Override
    public void heard(Buffer message, boolean text) {
        if (!config.direction().comesIn()) {
            return;
        }
        Inlet inlet = uplink.inlet();
        inlet.take(new Incoming(text ? textual(message) : Values.of(message.getBytes()), null));
        if (inlet.isFull()) {
            line.pause();
        }
    }

    /** What is no JSON value, or one that not every format could express, is the text itself. */
    private Payload textual(Buffer message) {
        if (!config.text()) {
            try {
                return Values.parse(message.getBytes());
            } catch (CodecException e) {
                return string(message);
            }
        }
        return string(message);
    }

    private static Payload string(Buffer message) {
        return Values.of(message.toString(StandardCharsets.UTF_8));
    }

    private Future<Void> send(Outgoing message) {
        Payload data = message.data();
        return data == null ? Future.succeededFuture() : send(data);
    }

    private Future<Void> send(Payload data) {
        boolean looks = config.text() || data.format() != Format.JSON;
        Object value = looks ? PayloadReader.read(data) : null;
        if (value instanceof byte[] bytes) {
            return line.writeBinary(Buffer.buffer(bytes));
        }
        return line.writeText(
                config.text() && value instanceof String text
                        ? text
                        : new String(Values.json(data), StandardCharsets.UTF_8));
    }

    @Override
    public void look() {
        // nothing was asked
    }

    @Override
    public void ended() {
        // nothing waits for an answer
    }
}
