package io.carillon.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as a client writes and reads it. */
final class JsonWire {

    private JsonWire() {}

    static byte[] write(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            write(json, value);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName((String) entry.getKey());
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
        } else {
            writeLeaf(json, value);
        }
    }

    private static void writeLeaf(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Long || value instanceof Double || value instanceof BigInteger) {
            json.writeNumber(value.toString());
        } else {
            throw new IllegalArgumentException("JSON has no " + value.getClass());
        }
    }

    static Object read(byte[] packet) {
        return plain(new JsonObject(new String(packet, StandardCharsets.UTF_8)).getMap());
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, entry) -> plain.put((String) name, plain(entry)));
            return plain;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(JsonWire::plain).toList();
        }
        return value instanceof Integer number ? (Object) number.longValue() : value;
    }
}
