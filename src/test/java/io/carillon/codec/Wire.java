package io.carillon.codec;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import io.carillon.support.Packets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A format as a client sees it, with {@link Packets}, and as the codec does. */
enum Wire {
    JSON(Format.JSON, Packets.JSON),
    MSGPACK(Format.MSGPACK, Packets.MSGPACK),
    BSON(Format.BSON, Packets.BSON);

    private final Format format;
    private final Packets packets;

    Wire(Format format, Packets packets) {
        this.format = format;
        this.packets = packets;
    }

    Codec codec() {
        return Codecs.of(format);
    }

    byte[] packet(Object value) {
        return packets.write(value);
    }

    ClientMessage decode(Object packet) {
        return decode(packet, Revision.V1_1);
    }

    ClientMessage decode(Object packet, Revision revision) {
        return codec().decode(packet(packet), revision);
    }

    /** The payload of a publish with this value as its data. */
    Payload payload(Object data) {
        return ((ClientMessage.Publish) decode(publish(data))).data();
    }

    /** What the client reads when the server says this. */
    Object read(ServerMessage message) {
        return read(message, Revision.V1_1);
    }

    Object read(ServerMessage message, Revision revision) {
        return packets.read(codec().encode(message, revision));
    }

    static Map<String, Object> publish(Object data) {
        return map("type", "publish", "room", "r", "data", data, "id", 1L);
    }

    /** Names and values in turn; null is allowed, and the order kept. */
    static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
