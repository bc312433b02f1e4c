package io.carillon.gateway;

import io.carillon.hub.Encoding;
import io.carillon.hub.Profile;
import io.carillon.hub.Shared;
import io.carillon.message.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * How messages become frames for all connections that agreed on the same: what is sent, and the window for which is
 * compressed. There is one instance of each, shared by every event loop.
 */
final class FrameEncoding implements Encoding {

    private final Encoder encoder;
    private final int windowBits;

    /** Not twice for the same: {@link Encoder#frames}. */
    FrameEncoding(Encoder encoder, int windowBits) {
        this.encoder = encoder;
        this.windowBits = windowBits;
    }

    /** Without compression. */
    static FrameEncoding of(Encoder encoder) {
        return encoder.frames(0);
    }

    static FrameEncoding of(Encoder encoder, Deflate deflate) {
        return encoder.frames(deflate.serverWindow());
    }

    /** What metrics call it. */
    String format() {
        return encoder.format();
    }

    /** What is spoken on a connection with this subprotocol. */
    Profile.Speech speech(@Nullable String subprotocol) {
        return new Profile.Speech(subprotocol, encoder.format(), encoder.revision());
    }

    @Override
    public byte[] encode(ServerMessage message) {
        Message made = encoder.encode(message);
        byte[] body = compress(made.bytes());
        return FrameWriter.bytes(head(made, body), body);
    }

    @Override
    public boolean knows(ServerMessage message) {
        return encoder.knows(message);
    }

    /** The frame of a message that goes to one connection alone. */
    ByteBuf frame(ByteBufAllocator allocator, ServerMessage message) {
        return frame(allocator, encoder.encode(message));
    }

    /** The same with what is not the hub's to say. */
    ByteBuf frame(ByteBufAllocator allocator, Message message) {
        byte[] body = compress(message.bytes());
        return FrameWriter.frame(allocator, head(message, body), body);
    }

    /** The frame of a message that others get, too. */
    ByteBuf frame(ByteBufAllocator allocator, Shared message) {
        byte[] frame = message.encoded(this);
        return allocator.buffer(frame.length).writeBytes(frame);
    }

    /** The payload itself where it stays as it is. */
    private byte[] compress(byte[] payload) {
        return windowBits == 0 ? payload : Compressor.get().compress(payload, windowBits);
    }

    private static int head(Message message, byte[] body) {
        int opcode = message.isText() ? FrameReader.TEXT : FrameReader.BINARY;
        return body == message.bytes() ? opcode : opcode | FrameWriter.RSV1;
    }
}
