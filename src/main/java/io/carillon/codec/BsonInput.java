package io.carillon.codec;

import java.nio.ByteBuffer;
import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.bson.ByteBufNIO;
import org.bson.io.ByteBufferBsonInput;

/**
 * One BSON document in an array. The library takes the length of a binary value at its word and mends broken UTF-8; here
 * lengths are held against the bytes that are there, and strings are UTF-8 or the packet is not BSON.
 */
final class BsonInput {

    /** The length of a string or a binary value, in front of it. */
    private static final int LENGTH = 4;

    private final byte[] bytes;
    private final ByteBufferBsonInput input;
    private final BsonBinaryReader reader;

    /** Starts at the document itself. */
    BsonInput(byte[] bytes) {
        this.bytes = bytes;
        this.input = new ByteBufferBsonInput(new ByteBufNIO(ByteBuffer.wrap(bytes)));
        this.reader = new BsonBinaryReader(input);
        reader.readBsonType();
    }

    /** For values that have no length. */
    BsonBinaryReader reader() {
        return reader;
    }

    int position() {
        return input.getPosition();
    }

    /** The current value's type. */
    BsonType type() {
        return reader.getCurrentBsonType();
    }

    /** Goes to the next element of the current document; at the end of a document the type says so. */
    BsonType next() {
        int name = position() + 1;
        BsonType type = reader.readBsonType();
        if (type != BsonType.END_OF_DOCUMENT) {
            Utf8Text.check(bytes, name, position() - 1);
        }
        return type;
    }

    String string() {
        int from = position() + LENGTH;
        String text = reader.readString();
        Utf8Text.check(bytes, from, position() - 1);
        return text;
    }

    byte[] binary() {
        subtype();
        return reader.readBinaryData().getData();
    }

    /** The subtype of the current binary value, which is all there. */
    byte subtype() {
        if (reader.peekBinarySize() > bytes.length - position() - LENGTH - 1) {
            throw new CodecException("BSON announces more than there is");
        }
        return reader.peekBinarySubType();
    }

    /** Passes over a value that is no document. */
    void skip() {
        try {
            reader.skipValue();
        } catch (IllegalArgumentException e) { // its length leads out of the packet
            throw new CodecException("BSON announces more than there is");
        }
    }
}
