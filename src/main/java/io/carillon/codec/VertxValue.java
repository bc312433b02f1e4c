package io.carillon.codec;

import io.carillon.message.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as Vert.x's event bus and its JSON have them, as payloads and back. Stateless. */
public final class VertxValue {

    /** Deeper ones no format has; the reader of payloads knows exactly, this keeps the recursion from the stack's end. */
    private static final int DEEPEST = 100;

    private VertxValue() {}

    /**
     * What a service said.
     *
     * @throws CodecException where not every format could express it; the message is for its author
     */
    public static Payload payload(@Nullable Object value) {
        return Values.of(plain(value, 0));
    }

    /** What a client said, as JSON has it: a {@link JsonObject}, {@link JsonArray}, string, number, boolean or null. */
    public static @Nullable Object of(Payload payload) {
        return Json.decodeValue(Buffer.buffer(Values.json(payload)));
    }

    /** The same with what JSON does not have: {@code byte[]} and {@link Instant} where the payload's format has them. */
    @SuppressWarnings("unchecked") // what is read has strings as keys
    public static @Nullable Object read(Payload payload) {
        Object value = PayloadReader.read(payload);
        if (value instanceof Map<?, ?> map) {
            return new JsonObject((Map<String, Object>) map);
        }
        return value instanceof List<?> list ? new JsonArray(list) : value;
    }

    private static @Nullable Object plain(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new CodecException("nested too deep");
        } else if (value instanceof JsonObject object) {
            return map(object.getMap(), depth + 1);
        } else if (value instanceof JsonArray array) {
            return list(array.getList(), depth + 1);
        } else if (value instanceof Map<?, ?> map) {
            return map(map, depth + 1);
        } else if (value instanceof List<?> list) {
            return list(list, depth + 1);
        } else if (value instanceof Number number) {
            return number(number);
        }
        return leaf(value);
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        map.forEach((name, value) -> plain.put(String.valueOf(name), plain(value, depth)));
        return plain;
    }

    private static List<@Nullable Object> list(List<?> list, int depth) {
        List<@Nullable Object> plain = new ArrayList<>();
        list.forEach(value -> plain.add(plain(value, depth)));
        return plain;
    }

    private static Number number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new CodecException("NaN or an infinity cannot be expressed in every format");
            }
            return number.doubleValue();
        }
        if (number instanceof BigInteger large && large.bitLength() >= Long.SIZE) {
            throw new CodecException("an integer beyond 64 bits cannot be expressed in every format");
        }
        return number instanceof BigDecimal decimal ? number(decimal.doubleValue()) : (Number) number.longValue();
    }

    private static @Nullable Object leaf(@Nullable Object value) {
        if (value instanceof Buffer buffer) {
            return buffer.getBytes();
        } else if (value instanceof CharSequence || value instanceof Enum<?>) {
            return value.toString();
        } else if (value == null || value instanceof Boolean || value instanceof byte[] || value instanceof Instant) {
            return value;
        }
        throw new CodecException("no format has a " + value.getClass().getSimpleName());
    }
}
