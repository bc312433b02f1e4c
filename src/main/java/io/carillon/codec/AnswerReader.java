package io.carillon.codec;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePackException;

/** Reads what a server says, in whatever format: the counterpart of {@link RequestWriter}. Stateless. */
public final class AnswerReader {

    /** A message, its {@code result}, the messages of a history in it, and whom they are from; lists count, too. */
    private static final int DEEPEST = 5;

    private AnswerReader() {}

    /**
     * What a message says, by names: {@link String}, {@link Long}, {@link Boolean}, maps and lists of these, and {@link
     * Payload} for {@code data}, and for what somebody says as {@code member} about itself. Everything else has no entry.
     *
     * @param packet the payload of one WebSocket message; not changed, not kept
     * @throws CodecException where it is not a map in this format, whole and without bytes left over, or its data cannot be
     *     expressed in every format
     */
    public static Map<String, Object> read(byte[] packet, Format format) {
        return read(packet, format, in -> entered(in, 1));
    }

    /**
     * The {@code result} of a reply as it is: what a service has answered may be any value.
     *
     * @throws CodecException where there is none, or as {@link #read}
     */
    public static Payload result(byte[] packet, Format format) {
        return read(packet, format, AnswerReader::result);
    }

    /** What is made of a map that was entered. */
    private interface Reading<T> {
        T of(PacketReader in) throws IOException;
    }

    private static <T> T read(byte[] packet, Format format, Reading<T> reading) {
        try {
            return switch (format) {
                case JSON -> json(packet, reading);
                case MSGPACK -> message(new MsgpackReader(packet), reading);
                case BSON -> message(new BsonReader(packet), reading);
            };
        } catch (IOException | MessagePackException | BSONException e) {
            throw new CodecException("not a message in " + format);
        }
    }

    private static <T> T json(byte[] packet, Reading<T> reading) throws IOException {
        try (JsonReader reader = new JsonReader(packet)) {
            return message(reader, reading);
        }
    }

    private static <T> T message(PacketReader in, Reading<T> reading) throws IOException {
        if (!in.enter()) {
            throw new CodecException("a message is a map");
        }
        T read = reading.of(in);
        in.end();
        return read;
    }

    private static Payload result(PacketReader in) throws IOException {
        Payload result = null;
        for (String name = in.next(); name != null; name = in.next()) {
            if (name.equals("result")) {
                result = data(in.value());
            } else {
                in.skip();
            }
        }
        if (result == null) {
            throw new CodecException("a reply without a result");
        }
        return result;
    }

    private static Map<String, Object> entered(PacketReader in, int depth) throws IOException {
        Map<String, Object> map = new HashMap<>();
        for (String name = in.next(); name != null; name = in.next()) {
            Object value = isWhole(name, depth) ? data(in.value()) : value(in, depth);
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    /** The {@code member} of a message itself is a map of ours, in which there is one that is not. */
    private static boolean isWhole(String name, int depth) {
        return name.equals("data") || depth > 1 && name.equals("member");
    }

    private static List<Object> elements(PacketReader in, int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        while (in.element()) {
            Object value = value(in, depth);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }

    private static @Nullable Object value(PacketReader in, int depth) throws IOException {
        if (depth < DEEPEST && in.enter()) {
            return entered(in, depth + 1);
        }
        if (depth < DEEPEST && in.enterList()) {
            return elements(in, depth + 1);
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
