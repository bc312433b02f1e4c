package io.carillon.codec;

import io.carillon.message.Payload;
import java.io.IOException;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePackException;

/** Reads payloads, which are otherwise passed on as the bytes that they are. Stateless. */
public final class PayloadReader {

    private PayloadReader() {}

    /**
     * The payload as a {@code Map<String, Object>} or {@code List<Object>} (both in the payload's order), {@link String},
     * {@link Long}, {@link Double}, {@link Boolean}, {@code byte[]}, {@link java.time.Instant} or null.
     *
     * @throws CodecException where it is no value in its format; one that a reader of packets took always is
     */
    public static @Nullable Object read(Payload payload) {
        try {
            return switch (payload.format()) {
                case JSON -> Json.tree(payload.bytes());
                case MSGPACK -> MsgpackTree.read(payload.bytes());
                case BSON -> BsonTree.read(payload.bytes());
            };
        } catch (IOException | MessagePackException | BSONException e) {
            throw new CodecException("not a value in " + payload.format());
        }
    }

    /** One map or list further down; the check that keeps a recursion from the end of the stack. */
    static int deeper(int depth) {
        if (depth == PacketReader.DEEPEST) {
            throw new CodecException(Inexpressible.DEPTH);
        }
        return depth + 1;
    }
}
