package io.carillon.gateway;

import io.carillon.message.CloseCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Puts a client's messages together from the payloads of its data frames, and inflates them where they are compressed.
 * Between messages it holds no buffer; within one, no more than what has arrived, up to the limit. For one event loop.
 */
final class MessageReader {

    /** How much is unmasked at once where it is inflated after that. */
    private static final int CHUNK = 4096;

    private int limit;
    private int next;
    private final @Nullable Inflation inflation;
    private final MessageBuffer buffer = new MessageBuffer();
    private boolean open;
    private boolean text;
    private boolean compressed;

    /** The payload of this message that its frames have announced; never above the limit. */
    private int announced;

    /** How much of it can still come without another announcement being needed; the limit until the last frame. */
    private int most;

    /**
     * @param limit the largest message, in bytes of payload, before and after it is inflated
     * @param deflate null where no compression was agreed on
     */
    MessageReader(int limit, @Nullable Deflate deflate) {
        this.limit = limit;
        this.next = limit;
        this.inflation = deflate == null ? null : new Inflation(deflate);
    }

    /** Another limit, from the next message on. */
    void limit(int other) {
        next = other;
    }

    /** Whether a message has begun that has not ended. */
    boolean isOpen() {
        return open;
    }

    /** Whether the first frame of a message may say that it is compressed. */
    boolean canInflate() {
        return inflation != null;
    }

    void begin(boolean asText, boolean asCompressed) {
        limit = next;
        open = true;
        text = asText;
        compressed = asCompressed;
        announced = 0;
        buffer.begin(asText);
    }

    /** A frame will bring so many bytes; {@code last} where no other follows it. */
    void announce(long length, boolean last) {
        if (length > limit - announced) {
            throw new ProtocolException(CloseCode.TOO_LARGE, "a message above " + limit + " bytes");
        }
        announced += (int) length;
        most = last ? announced : limit;
    }

    /**
     * Takes some of a frame's payload.
     *
     * @param offset where in the frame's payload it begins
     */
    void take(ByteBuf in, int count, int mask, int offset) {
        if (compressed && inflation != null) {
            inflate(inflation, in, count, mask, offset);
            return;
        }
        buffer.reserve(count, most);
        int at = buffer.length();
        in.readBytes(buffer.bytes(), at, count);
        Mask.apply(mask, offset, buffer.bytes(), at, at + count);
        buffer.added(count);
    }

    private void inflate(Inflation to, ByteBuf in, int count, int mask, int offset) {
        byte[] chunk = new byte[Math.min(count, CHUNK)];
        for (int done = 0; done < count; done += chunk.length) {
            int part = Math.min(chunk.length, count - done);
            in.readBytes(chunk, 0, part);
            Mask.apply(mask, offset + done, chunk, 0, part);
            to.inflate(chunk, part, buffer, limit);
        }
    }

    /** The last frame has ended: hands the message out, and is ready for the next one. */
    void end(FrameReader.Sink sink) {
        if (compressed && inflation != null && announced > 0) { // some clients send nothing at all for an empty message
            inflation.end(buffer, limit);
        }
        byte[] message = buffer.end();
        open = false;
        sink.message(text, message);
    }

    /** Nothing more will be read: gives back what is held. */
    void close() {
        buffer.clear();
        if (inflation != null) {
            inflation.close();
        }
    }

    /** Whether native memory is held; for tests and counters. */
    boolean isInflating() {
        return inflation != null && inflation.isOpen();
    }
}
