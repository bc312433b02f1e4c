package io.carillon.codec;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePackException;

/** Reads what a server says, in whatever format: the counterpart of {@link RequestWriter}. Stateless. */
public final class AnswerReader {

    /** A message, its {@code result}, and what that has in it. */
    private static final int DEEPEST = 3;

    private AnswerReader() {}

    /**
     * What a message says, by names: {@link String}, {@link Long}, {@link Boolean}, a map of these, and {@link Payload} for
     * {@code data}. Everything else has no entry; no message needs it but a history.
     *
     * @param packet the payload of one WebSocket message; not changed, not kept
     * @throws CodecException where it is not a map in this format, whole and without bytes left over, or its data cannot be
     *     expressed in every format
     */
    public static Map<String, Object> read(byte[] packet, Format format) {
        try {
            return switch (format) {
                case JSON -> json(packet);
                case MSGPACK -> message(new MsgpackReader(packet));
                case BSON -> message(new BsonReader(packet));
            };
        } catch (IOException | MessagePackException | BSONException e) {
            throw new CodecException("not a message in " + format);
        }
    }

    private static Map<String, Object> json(byte[] packet) throws IOException {
        try (JsonReader reader = new JsonReader(packet)) {
            return message(reader);
        }
    }

    private static Map<String, Object> message(PacketReader in) throws IOException {
        if (!in.enter()) {
            throw new CodecException("a message is a map");
        }
        Map<String, Object> message = entered(in, 1);
        in.end();
        return message;
    }

    private static Map<String, Object> entered(PacketReader in, int depth) throws IOException {
        Map<String, Object> map = new HashMap<>();
        for (String name = in.next(); name != null; name = in.next()) {
            Object value = name.equals("data") && depth == 1 ? data(in.value()) : value(in, depth);
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    private static @Nullable Object value(PacketReader in, int depth) throws IOException {
        if (depth < DEEPEST && in.enter()) {
            return entered(in, depth + 1);
        }
        Object scalar = in.scalar();
        return scalar instanceof Properties.Other ? null : scalar;
    }

    private static Payload data(PacketReader.Value value) {
        String problem = value.problem();
        if (problem != null) {
            throw new CodecException(problem);
        }
        return value.payload();
    }
}
