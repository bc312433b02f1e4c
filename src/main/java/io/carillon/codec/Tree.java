package io.carillon.codec;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what {@link PayloadReader} read. */
final class Tree {

    private Tree() {}

    static void write(@Nullable Object value, PacketWriter out) throws IOException {
        if (value instanceof Map<?, ?> map) {
            writeMap(map, out);
        } else if (value instanceof List<?> list) {
            writeList(list, out);
        } else {
            writeLeaf(value, out);
        }
    }

    private static void writeMap(Map<?, ?> map, PacketWriter out) throws IOException {
        out.startMap(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.name((String) entry.getKey());
            write(entry.getValue(), out);
        }
        out.endMap();
    }

    private static void writeList(List<?> list, PacketWriter out) throws IOException {
        out.startList(list.size());
        for (Object value : list) {
            write(value, out);
        }
        out.endList();
    }

    private static void writeLeaf(@Nullable Object value, PacketWriter out) throws IOException {
        if (value == null) {
            out.nothing();
        } else if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Long number) {
            out.integer(number);
        } else if (value instanceof Double number) {
            out.number(number);
        } else if (value instanceof Boolean flag) {
            out.bool(flag);
        } else if (value instanceof byte[] bytes) {
            out.binary(bytes);
        } else if (value instanceof Instant time) {
            out.time(time);
        } else {
            throw new IllegalArgumentException("no format has a " + value.getClass());
        }
    }
}
