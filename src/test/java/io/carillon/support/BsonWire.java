package io.carillon.support;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/** BSON as a client writes and reads it. */
final class BsonWire {

    private static final BsonDocumentCodec DOCUMENTS = new BsonDocumentCodec();

    private BsonWire() {}

    static byte[] write(Object value) {
        BasicOutputBuffer bytes = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(bytes)) {
            DOCUMENTS.encode(
                    writer, bson(value).asDocument(), EncoderContext.builder().build());
        }
        return bytes.toByteArray();
    }

    private static BsonValue bson(Object value) {
        if (value instanceof Map<?, ?> map) {
            BsonDocument document = new BsonDocument();
            map.forEach((name, entry) -> document.put((String) name, bson(entry)));
            return document;
        }
        if (value instanceof List<?> list) {
            return new BsonArray(list.stream().map(BsonWire::bson).toList());
        }
        return leaf(value);
    }

    private static BsonValue leaf(Object value) {
        if (value == null) {
            return BsonNull.VALUE;
        } else if (value instanceof String text) {
            return new BsonString(text);
        } else if (value instanceof Long number) {
            return number == number.intValue() ? new BsonInt32(number.intValue()) : new BsonInt64(number);
        } else if (value instanceof Double number) {
            return new BsonDouble(number);
        } else if (value instanceof Boolean flag) {
            return new BsonBoolean(flag);
        } else if (value instanceof byte[] bytes) {
            return new BsonBinary(bytes);
        } else if (value instanceof Instant time) {
            return new BsonDateTime(time.toEpochMilli());
        }
        return (BsonValue) value;
    }

    static Object read(byte[] packet) {
        try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(packet))) {
            return plain(DOCUMENTS.decode(reader, DecoderContext.builder().build()));
        }
    }

    private static Object plain(BsonValue value) {
        return switch (value.getBsonType()) {
            case DOCUMENT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                value.asDocument().forEach((name, entry) -> map.put(name, plain(entry)));
                yield map;
            }
            case ARRAY -> value.asArray().stream().map(BsonWire::plain).toList();
            case STRING -> value.asString().getValue();
            case INT32 -> (long) value.asInt32().getValue();
            case INT64 -> value.asInt64().getValue();
            case DOUBLE -> value.asDouble().getValue();
            case BOOLEAN -> value.asBoolean().getValue();
            case BINARY -> value.asBinary().getData();
            case DATE_TIME -> Instant.ofEpochMilli(value.asDateTime().getValue());
            case NULL -> null;
            default -> throw new AssertionError("nothing of ours is a " + value.getBsonType());
        };
    }
}
