package io.carillon.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/** A payload of BSON as a tree. */
final class BsonTree {

    /** The document around the value: its length, the value's name, which is empty, and the end. */
    private static final int AROUND = 4 + 1 + 1;

    private final BsonInput in;
    private final BsonBinaryReader reader;

    private BsonTree(BsonInput in) {
        this.in = in;
        this.reader = in.reader();
    }

    static @Nullable Object read(byte[] payload) {
        BsonTree tree = new BsonTree(new BsonInput(document(payload)));
        return tree.map(0).get("");
    }

    private static byte[] document(byte[] payload) {
        if (payload.length == 0) {
            throw new CodecException("a BSON value has a type");
        }
        byte[] document = new byte[payload.length + AROUND];
        ByteBuffer.wrap(document)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(document.length)
                .put(payload[0])
                .put((byte) 0)
                .put(payload, 1, payload.length - 1);
        return document;
    }

    private @Nullable Object value(BsonType type, int depth) {
        return switch (type) {
            case DOCUMENT -> map(PayloadReader.deeper(depth));
            case ARRAY -> list(PayloadReader.deeper(depth));
            case STRING -> in.string();
            case INT32 -> (long) reader.readInt32();
            case INT64 -> reader.readInt64();
            case DOUBLE -> reader.readDouble();
            case BOOLEAN -> reader.readBoolean();
            case BINARY -> in.binary();
            case DATE_TIME -> Instant.ofEpochMilli(reader.readDateTime());
            case NULL -> {
                reader.readNull();
                yield null;
            }
            default -> throw new CodecException(Inexpressible.of("a value of BSON's type " + type));
        };
    }

    private Map<String, @Nullable Object> map(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        reader.readStartDocument();
        for (BsonType type = in.next(); type != BsonType.END_OF_DOCUMENT; type = in.next()) {
            map.put(reader.readName(), value(type, depth));
        }
        reader.readEndDocument();
        return map;
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        reader.readStartArray();
        for (BsonType type = in.next(); type != BsonType.END_OF_DOCUMENT; type = in.next()) {
            list.add(value(type, depth));
        }
        reader.readEndArray();
        return list;
    }
}
