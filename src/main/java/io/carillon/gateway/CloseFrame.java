package io.carillon.gateway;

import io.carillon.message.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * What a close frame says (RFC 6455, section 5.5.1).
 *
 * @param code 1005 where it carries none
 * @param reason empty where it carries none
 */
record CloseFrame(int code, String reason) {

    /** What fits beside the code. */
    private static final int LONGEST_REASON = 123;

    /**
     * What an application wants to close with.
     *
     * @throws IllegalArgumentException where the code may not be sent (section 7.4), or the reason is too long
     */
    static CloseCode checked(int code, String reason) {
        CloseCode checked = CloseCode.sendable(code);
        int length = reason.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_REASON) {
            throw new IllegalArgumentException(
                    "a close frame's reason has at most " + LONGEST_REASON + " bytes, this one has " + length);
        }
        return checked;
    }

    /** Reads the payload of a close frame. */
    static CloseFrame parse(byte[] payload) {
        if (payload.length == 0) {
            return new CloseFrame(CloseCode.NO_STATUS.code(), "");
        }
        if (payload.length == 1) {
            throw new ProtocolException(CloseCode.PROTOCOL, "a close frame with half a code");
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        if (!CloseCode.maySend(code)) {
            throw new ProtocolException(CloseCode.PROTOCOL, "a close code that must not be sent");
        }
        Utf8 utf8 = new Utf8();
        if (!utf8.accepts(payload, 2, payload.length) || !utf8.isComplete()) {
            throw new ProtocolException(CloseCode.DATA_INVALID, "a close reason that is not UTF-8");
        }
        return new CloseFrame(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    /** The whole frame, from a server: without a mask. A reason that is too long is cut at a character. */
    ByteBuf encode(ByteBufAllocator allocator) {
        if (code == CloseCode.NO_STATUS.code()) {
            return allocator.directBuffer(2).writeByte(0x80 | FrameReader.CLOSE).writeByte(0);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, FrameReader.LONGEST_CONTROL - 2);
        while (length < text.length && (text[length] & 0xC0) == 0x80) {
            length--;
        }
        return allocator
                .directBuffer(4 + length)
                .writeByte(0x80 | FrameReader.CLOSE)
                .writeByte(2 + length)
                .writeShort(code)
                .writeBytes(text, 0, length);
    }
}
