package io.carillon.codec;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.bson.BsonType;
import org.bson.io.BasicOutputBuffer;

/**
 * Writes one BSON document. An element is its type, its name and its value, so a name waits until its value is known. The
 * library's own writer cannot take a value that is bytes already; its buffer knows the encodings.
 */
final class BsonWriter implements PacketWriter {

    private static final int MAP = -1;

    private final BasicOutputBuffer out = new BasicOutputBuffer(256);
    private String name = "";
    /** Where the open documents begin, the innermost last. */
    private int[] starts = new int[8];
    /** The next element's index in each of them; {@link #MAP} where it is no list. */
    private int[] indexes = new int[8];

    private int depth;

    @Override
    public void startMap(int entries) {
        start(BsonType.DOCUMENT, MAP);
    }

    @Override
    public void endMap() {
        end();
    }

    @Override
    public void startList(int elements) {
        start(BsonType.ARRAY, 0);
    }

    @Override
    public void endList() {
        end();
    }

    @Override
    public void name(String name) {
        this.name = name;
    }

    @Override
    public void string(String value) {
        element(BsonType.STRING.getValue());
        out.writeString(value);
    }

    @Override
    public void integer(long value) {
        if (value == (int) value) {
            element(BsonType.INT32.getValue());
            out.writeInt32((int) value);
        } else {
            element(BsonType.INT64.getValue());
            out.writeInt64(value);
        }
    }

    @Override
    public void number(double value) {
        element(BsonType.DOUBLE.getValue());
        out.writeDouble(value);
    }

    @Override
    public void bool(boolean value) {
        element(BsonType.BOOLEAN.getValue());
        out.writeByte(value ? 1 : 0);
    }

    @Override
    public void nothing() {
        element(BsonType.NULL.getValue());
    }

    @Override
    public void binary(byte[] value) {
        element(BsonType.BINARY.getValue());
        out.writeInt32(value.length);
        out.writeByte(0); // the generic subtype
        out.writeBytes(value);
    }

    @Override
    public void time(Instant value) {
        element(BsonType.DATE_TIME.getValue());
        out.writeInt64(value.toEpochMilli());
    }

    @Override
    public void payload(Payload payload) throws IOException {
        if (payload.format() == Format.BSON) {
            byte[] bytes = payload.bytes();
            element(bytes[0]);
            out.writeBytes(bytes, 1, bytes.length - 1);
        } else {
            translate(payload);
        }
    }

    @Override
    public byte[] toBytes() {
        return out.toByteArray();
    }

    private void start(BsonType type, int index) {
        if (depth > 0) {
            element(type.getValue()); // the packet itself is no element
        }
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        starts[depth] = out.getPosition();
        indexes[depth] = index;
        depth++;
        out.writeInt32(0); // the length, known at the end
    }

    private void end() {
        depth--;
        out.writeByte(0);
        out.writeInt32(starts[depth], out.getPosition() - starts[depth]);
    }

    private void element(int type) {
        out.writeByte(type);
        int inner = depth - 1;
        out.writeCString(indexes[inner] == MAP ? name : Integer.toString(indexes[inner]++));
    }
}
