package io.carillon.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Payloads and results for those who are no WebSocket clients: made of, and turned into, plain values and JSON. Stateless. */
public final class Values {

    private Values() {}

    /**
     * One JSON value, in UTF-8, that a stranger has written.
     *
     * @throws CodecException where it is none, or not every format could express it; the message is for its author
     */
    public static Payload parse(byte[] json) {
        try (JsonReader reader = new JsonReader(json)) {
            PacketReader.Value value = reader.value();
            reader.end();
            String problem = value.problem();
            if (problem != null) {
                throw new CodecException(problem);
            }
            return value.payload();
        } catch (JsonProcessingException e) {
            throw new CodecException(
                    "not a JSON value at byte " + e.getLocation().getByteOffset() + " of " + json.length);
        } catch (IOException e) {
            throw new CodecException("not a JSON value");
        }
    }

    /**
     * A value of the kinds that {@link PayloadReader#read} gives. JSON where that has all of them, MessagePack where there is
     * a binary value or a time, so that clients of the binary formats receive them as such.
     *
     * @throws CodecException where not every format could express it; the message is for its author
     */
    public static Payload of(@Nullable Object value) {
        try {
            Payload json = parse(write(value, new JsonWriter()));
            return isBeyondJson(value) ? Payload.of(Format.MSGPACK, write(value, new MsgpackWriter())) : json;
        } catch (IOException e) {
            throw new CodecException(Inexpressible.SURROGATE); // the one thing that a writer of JSON finds
        }
    }

    private static byte[] write(@Nullable Object value, PacketWriter out) throws IOException {
        Tree.write(value, out);
        return out.toBytes();
    }

    private static boolean isBeyondJson(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(Values::isBeyondJson);
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(Values::isBeyondJson);
        }
        return value instanceof byte[] || value instanceof Instant;
    }

    /** The payload as a JSON value. */
    public static byte[] json(Payload payload) {
        if (payload.format() == Format.JSON) {
            return payload.bytes();
        }
        JsonWriter out = new JsonWriter();
        try {
            out.payload(payload);
            return out.toBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written to but memory
        }
    }

    /** What a client of the current revision would find in its reply. */
    public static byte[] json(Result result) {
        return MessageWriter.write(result, new JsonWriter());
    }
}
