package io.carillon.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageUnpacker;

/** A payload of MessagePack as a tree. */
final class MsgpackTree {

    private final MsgpackInput in;
    private final MessageUnpacker unpacker;

    private MsgpackTree(byte[] payload) {
        this.in = new MsgpackInput(payload);
        this.unpacker = in.unpacker();
    }

    static @Nullable Object read(byte[] payload) throws IOException {
        return new MsgpackTree(payload).value(0);
    }

    private @Nullable Object value(int depth) throws IOException {
        return switch (in.next()) {
            case MAP -> map(PayloadReader.deeper(depth));
            case ARRAY -> list(PayloadReader.deeper(depth));
            case STRING -> in.string();
            case INTEGER -> unpacker.unpackLong();
            case FLOAT -> unpacker.unpackDouble();
            case BOOLEAN -> unpacker.unpackBoolean();
            case BINARY -> in.binary();
            case EXTENSION -> unpacker.unpackTimestamp();
            case NIL -> {
                unpacker.unpackNil();
                yield null;
            }
        };
    }

    private Map<String, @Nullable Object> map(int depth) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int left = unpacker.unpackMapHeader(); left > 0; left--) {
            map.put(in.string(), value(depth));
        }
        return map;
    }

    private List<@Nullable Object> list(int depth) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (int left = unpacker.unpackArrayHeader(); left > 0; left--) {
            list.add(value(depth));
        }
        return list;
    }
}
