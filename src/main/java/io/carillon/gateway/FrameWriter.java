package io.carillon.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes a server's frames (RFC 6455, section 5.2): whole, no mask, the length in its shortest form. */
final class FrameWriter {

    private static final int FIN = 0x80;

    /** The bit of an extension; here that the message is compressed (RFC 7692, section 6). */
    static final int RSV1 = 0x40;

    private FrameWriter() {}

    /**
     * One frame in a buffer of its own.
     *
     * @param head the opcode, and {@link #RSV1} where that is set
     */
    static ByteBuf frame(ByteBufAllocator allocator, int head, byte[] payload) {
        byte[] header = header(head, payload.length);
        return allocator
                .directBuffer(header.length + payload.length)
                .writeBytes(header)
                .writeBytes(payload);
    }

    /** One frame as bytes, for many to copy. */
    static byte[] bytes(int head, byte[] payload) {
        byte[] header = header(head, payload.length);
        byte[] frame = new byte[header.length + payload.length];
        System.arraycopy(header, 0, frame, 0, header.length);
        System.arraycopy(payload, 0, frame, header.length, payload.length);
        return frame;
    }

    private static byte[] header(int head, int length) {
        byte first = (byte) (FIN | head);
        if (length <= FrameReader.LONGEST_CONTROL) {
            return new byte[] {first, (byte) length};
        }
        if (length <= 0xFFFF) {
            return new byte[] {first, 126, (byte) (length >> 8), (byte) length};
        }
        return new byte[] {
            first, 127, 0, 0, 0, 0, (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
    }
}
