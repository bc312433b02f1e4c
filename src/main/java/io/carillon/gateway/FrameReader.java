package io.carillon.gateway;

import io.carillon.message.CloseCode;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client (RFC 6455, section 5) as their bytes arrive, and puts messages together. Everything is
 * checked as early as it can be: a header before its payload is waited for, text while it comes in. Between messages it
 * holds no buffer; within one, no more than what has arrived, up to the limit. For one event loop.
 *
 * <pre>
 *  HEAD ──▶ (LENGTH) ──▶ MASK ──▶ PAYLOAD ──▶ HEAD
 * </pre>
 */
final class FrameReader {

    /** Who is told. Called on the event loop, in the order of the frames. */
    interface Sink {
        /** A whole message; the array is the receiver's. */
        void message(boolean text, byte[] payload);

        /** A close, ping or pong frame: {@code opcode} says which. */
        void control(int opcode, byte[] payload);

        /** Whether what follows is still wanted: not after a close frame. */
        boolean isReading();
    }

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    static final int LONGEST_CONTROL = 125;

    private static final byte[] EMPTY = {};

    /** How much of an announced payload is trusted before it arrives. */
    private static final int FIRST_BUFFER = 4096;

    private enum State {
        HEAD(2),
        LENGTH_16(2),
        LENGTH_64(8),
        MASK(4),
        PAYLOAD(0);

        private final int bytes;

        State(int bytes) {
            this.bytes = bytes;
        }
    }

    private final int limit;
    private State state = State.HEAD;
    private long field;
    private int fieldBytes;

    private boolean fin;
    private int opcode;
    private int mask;
    private int frameLength;
    private int frameRead;

    /** 0 between messages. */
    private int messageOpcode;

    private byte[] message = EMPTY;
    private int messageLength;
    private byte[] control = EMPTY;
    private @Nullable Utf8 utf8;

    /**
     * @param limit the largest message, in bytes of payload
     */
    FrameReader(int limit) {
        this.limit = limit;
    }

    /**
     * Takes what has arrived.
     *
     * @throws ProtocolException where it breaks a rule; nothing more can be read then
     */
    void read(ByteBuf in, Sink sink) {
        while (sink.isReading()) {
            if (state == State.PAYLOAD) {
                if (!payload(in)) {
                    return;
                }
                state = State.HEAD;
                frameEnd(sink);
            } else {
                if (!field(in)) {
                    return;
                }
                header();
            }
        }
    }

    /** Gathers the bytes of the current field; false where some are still missing. */
    private boolean field(ByteBuf in) {
        while (fieldBytes < state.bytes) {
            if (!in.isReadable()) {
                return false;
            }
            field = field << 8 | in.readUnsignedByte();
            fieldBytes++;
        }
        return true;
    }

    private void header() {
        long value = field;
        field = 0;
        fieldBytes = 0;
        switch (state) {
            case HEAD -> head((int) (value >> 8), (int) (value & 0xFF));
            case LENGTH_16 -> length(value, LONGEST_CONTROL);
            case LENGTH_64 -> length(value, 0xFFFF);
            case MASK -> {
                mask = (int) value;
                frameRead = 0;
                state = State.PAYLOAD;
                if (isControl()) {
                    control = frameLength == 0 ? EMPTY : new byte[frameLength];
                }
            }
            case PAYLOAD -> throw new IllegalStateException("a payload is no field");
        }
    }

    private void head(int first, int second) {
        fin = (first & 0x80) != 0;
        opcode = first & 0x0F;
        require((first & 0x70) == 0, "reserved bits without an extension");
        require(opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG), "a reserved opcode");
        require((second & 0x80) != 0, "a frame without a mask");
        int length = second & 0x7F;
        if (isControl()) {
            require(fin, "a control frame in fragments");
            require(length <= LONGEST_CONTROL, "a control frame longer than 125 bytes");
        } else {
            require(
                    (opcode == CONTINUATION) == (messageOpcode != 0),
                    opcode == CONTINUATION ? "a continuation of nothing" : "a new message before the end of the last");
        }
        if (length == 126) {
            state = State.LENGTH_16;
        } else if (length == 127) {
            state = State.LENGTH_64;
        } else {
            length(length, -1);
        }
    }

    /** The shortest form has to be used (section 5.2): {@code tooShort} would have fitted into a shorter one. */
    private void length(long length, int tooShort) {
        require(length >= 0, "a length with its highest bit set");
        require(length > tooShort, "a length that is not in its shortest form");
        if (!isControl()) {
            if (length > limit - messageLength) {
                throw new ProtocolException(CloseCode.TOO_LARGE, "a message above " + limit + " bytes");
            }
            if (opcode != CONTINUATION) {
                messageOpcode = opcode;
                utf8 = opcode == TEXT ? new Utf8() : null;
            }
        }
        frameLength = (int) length;
        state = State.MASK;
    }

    /** Takes what there is of the payload; false where some is still missing. */
    private boolean payload(ByteBuf in) {
        int take = Math.min(in.readableBytes(), frameLength - frameRead);
        if (take > 0) {
            byte[] target = isControl() ? control : buffer(take);
            int at = isControl() ? frameRead : messageLength;
            in.readBytes(target, at, take);
            Mask.apply(mask, frameRead, target, at, at + take);
            frameRead += take;
            if (!isControl()) {
                messageLength += take;
                checkText(target, at, at + take);
            }
        }
        return frameRead == frameLength;
    }

    private void checkText(byte[] bytes, int from, int to) {
        if (utf8 != null && !utf8.accepts(bytes, from, to)) {
            throw new ProtocolException(CloseCode.DATA_INVALID, "text that is not UTF-8");
        }
    }

    /**
     * The message's buffer, with room for {@code take} more bytes. It doubles, up to what can still come, so that however
     * a message is cut its bytes are copied a constant number of times.
     */
    private byte[] buffer(int take) {
        int needed = messageLength + take;
        if (needed > message.length) {
            int most = fin ? messageLength + frameLength - frameRead : limit;
            int grown = Math.max(needed, Math.max(FIRST_BUFFER, message.length * 2));
            message = Arrays.copyOf(message, Math.min(most, grown));
        }
        return message;
    }

    private void frameEnd(Sink sink) {
        if (isControl()) {
            byte[] payload = control;
            control = EMPTY;
            sink.control(opcode, payload);
        } else if (fin) {
            if (utf8 != null && !utf8.isComplete()) {
                throw new ProtocolException(CloseCode.DATA_INVALID, "text that ends within a character");
            }
            boolean text = messageOpcode == TEXT;
            byte[] payload = message.length == messageLength ? message : Arrays.copyOf(message, messageLength);
            message = EMPTY;
            messageLength = 0;
            messageOpcode = 0;
            utf8 = null;
            sink.message(text, payload);
        }
    }

    private boolean isControl() {
        return opcode >= CLOSE;
    }

    private static void require(boolean condition, String violation) {
        if (!condition) {
            throw new ProtocolException(CloseCode.PROTOCOL, violation);
        }
    }
}
