package io.carillon.codec;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bson.AbstractBsonReader.State;
import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/** Reads one BSON document. */
final class BsonReader implements PacketReader {

    /** A length and an end. */
    private static final int SMALLEST = 5;

    private final byte[] packet;
    private final BsonInput in;
    private final BsonBinaryReader reader;

    BsonReader(byte[] packet) {
        if (packet.length < SMALLEST || length(packet) != packet.length) {
            throw new CodecException("not one BSON document");
        }
        this.packet = packet;
        this.in = new BsonInput(packet);
        this.reader = in.reader();
    }

    private static int length(byte[] packet) {
        return ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @Override
    public boolean enter() {
        if (in.type() != BsonType.DOCUMENT) {
            return false;
        }
        reader.readStartDocument();
        return true;
    }

    @Override
    public @Nullable String next() {
        if (in.next() == BsonType.END_OF_DOCUMENT) {
            reader.readEndDocument();
            return null;
        }
        return reader.readName();
    }

    @Override
    public boolean enterList() {
        if (in.type() != BsonType.ARRAY) {
            return false;
        }
        reader.readStartArray();
        return true;
    }

    @Override
    public boolean element() {
        if (in.next() == BsonType.END_OF_DOCUMENT) {
            reader.readEndArray();
            return false;
        }
        if (reader.getState() == State.NAME) {
            reader.skipName();
        }
        return true;
    }

    @Override
    public Object scalar() {
        return switch (in.type()) {
            case STRING -> in.string();
            case INT32 -> (long) reader.readInt32();
            case INT64 -> reader.readInt64();
            case DOUBLE -> Properties.number(reader.readDouble());
            case BOOLEAN -> reader.readBoolean();
            case DOCUMENT -> skipped("a map");
            case ARRAY -> skipped("a list");
            default -> skipped("a value of BSON's type " + in.type());
        };
    }

    private Properties.Other skipped(String what) {
        skip();
        return new Properties.Other(what);
    }

    @Override
    public Value value() {
        int type = in.type().getValue();
        int start = in.position();
        @Nullable String problem = walk();
        int length = in.position() - start;
        byte[] bytes = new byte[1 + length];
        bytes[0] = (byte) type;
        System.arraycopy(packet, start, bytes, 1, length);
        return new Value(Payload.of(Format.BSON, bytes), problem);
    }

    @Override
    public void skip() {
        walk();
    }

    @Override
    public void end() {
        // the document's length is the packet's, and the library holds documents to their lengths
    }

    /** Walks over the current value to its end without recursion, and says what is wrong with it for other formats. */
    private @Nullable String walk() {
        @Nullable String problem = null;
        int depth = 0;
        BsonType type = in.type();
        while (true) {
            @Nullable String found = null;
            switch (type) {
                case DOCUMENT, ARRAY -> found = start(type, ++depth);
                case END_OF_DOCUMENT -> {
                    depth--;
                    finish();
                }
                default -> found = leaf(type);
            }
            problem = problem == null ? found : problem;
            if (depth == 0) {
                return problem;
            }
            type = in.next();
            if (reader.getState() == State.NAME) {
                reader.skipName();
            }
        }
    }

    private @Nullable String start(BsonType type, int depth) {
        if (type == BsonType.DOCUMENT) {
            reader.readStartDocument();
        } else {
            reader.readStartArray();
        }
        return depth > DEEPEST ? Inexpressible.DEPTH : null;
    }

    private void finish() {
        if (reader.getState() == State.END_OF_ARRAY) {
            reader.readEndArray();
        } else {
            reader.readEndDocument();
        }
    }

    private @Nullable String leaf(BsonType type) {
        switch (type) {
            case STRING -> in.string();
            case BOOLEAN -> reader.readBoolean();
            case DOUBLE -> {
                return Double.isFinite(reader.readDouble()) ? null : Inexpressible.NOT_FINITE;
            }
            case BINARY -> {
                byte subtype = in.subtype();
                in.skip();
                return subtype == 0 ? null : Inexpressible.of("a binary value of BSON's subtype " + (subtype & 0xFF));
            }
            case NULL, INT32, INT64, DATE_TIME -> in.skip();
            default -> {
                in.skip();
                return Inexpressible.of("a value of BSON's type " + type);
            }
        }
        return null;
    }
}
