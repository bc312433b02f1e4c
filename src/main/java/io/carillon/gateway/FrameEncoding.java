package io.carillon.gateway;

import io.carillon.codec.Codec;
import io.carillon.hub.Encoding;
import io.carillon.hub.Shared;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How messages become frames for all connections that agreed on the same: codec, revision, and the window for which is
 * compressed. There is one instance of each, shared by every event loop.
 */
final class FrameEncoding implements Encoding {

    /** What makes frames differ; {@code windowBits} is 0 where nothing is compressed. */
    private record Key(Codec codec, Revision revision, int windowBits) {}

    private static final ConcurrentMap<Key, FrameEncoding> KNOWN = new ConcurrentHashMap<>();

    private final Key key;

    private FrameEncoding(Key key) {
        this.key = key;
    }

    /** Without compression. */
    static FrameEncoding of(Dialect dialect) {
        return of(dialect, 0);
    }

    static FrameEncoding of(Dialect dialect, Deflate deflate) {
        return of(dialect, deflate.serverWindow());
    }

    private static FrameEncoding of(Dialect dialect, int windowBits) {
        return KNOWN.computeIfAbsent(new Key(dialect.codec(), dialect.revision(), windowBits), FrameEncoding::new);
    }

    @Override
    public byte[] encode(ServerMessage message) {
        byte[] payload = key.codec().encode(message, key.revision());
        byte[] body = compress(payload);
        return FrameWriter.bytes(head(body != payload), body);
    }

    @Override
    public boolean knows(ServerMessage message) {
        return message.isKnownTo(key.revision());
    }

    /** The frame of a message that goes to one connection alone. */
    ByteBuf frame(ByteBufAllocator allocator, ServerMessage message) {
        byte[] payload = key.codec().encode(message, key.revision());
        byte[] body = compress(payload);
        return FrameWriter.frame(allocator, head(body != payload), body);
    }

    /** The frame of a message that others get, too. */
    ByteBuf frame(ByteBufAllocator allocator, Shared message) {
        byte[] frame = message.encoded(this);
        return allocator.buffer(frame.length).writeBytes(frame);
    }

    /** The payload itself where it stays as it is. */
    private byte[] compress(byte[] payload) {
        return key.windowBits() == 0 ? payload : Compressor.get().compress(payload, key.windowBits());
    }

    private int head(boolean compressed) {
        int opcode = key.codec().isText() ? FrameReader.TEXT : FrameReader.BINARY;
        return compressed ? opcode | FrameWriter.RSV1 : opcode;
    }
}
