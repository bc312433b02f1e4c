package io.carillon.gateway;

import io.carillon.message.CloseCode;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one client (RFC 6455, section 5) as their bytes arrive; a {@link MessageReader} puts messages
 * together. Everything is checked as early as it can be: a header before its payload is waited for, text while it comes
 * in. For one event loop.
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

    private final MessageReader message;
    private State state = State.HEAD;
    private long field;
    private int fieldBytes;

    private boolean fin;
    private boolean rsv1;
    private int opcode;
    private int mask;
    private int frameLength;
    private int frameRead;

    private byte[] control = EMPTY;

    /** Without an extension. */
    FrameReader(int limit) {
        this(limit, null);
    }

    /**
     * @param limit the largest message, in bytes of payload, before and after it is inflated
     * @param deflate null where no compression was agreed on
     */
    FrameReader(int limit, @Nullable Deflate deflate) {
        this.message = new MessageReader(limit, deflate);
    }

    /** Another largest message, from the next one on. */
    void limit(int other) {
        message.limit(other);
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
        rsv1 = (first & FrameWriter.RSV1) != 0;
        opcode = first & 0x0F;
        require((first & 0x30) == 0, "reserved bits without an extension");
        require(opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG), "a reserved opcode");
        require((second & 0x80) != 0, "a frame without a mask");
        int length = second & 0x7F;
        if (isControl()) {
            require(!rsv1, "a reserved bit in a control frame");
            require(fin, "a control frame in fragments");
            require(length <= LONGEST_CONTROL, "a control frame longer than 125 bytes");
        } else {
            dataHead();
        }
        if (length == 126) {
            state = State.LENGTH_16;
        } else if (length == 127) {
            state = State.LENGTH_64;
        } else {
            length(length, -1);
        }
    }

    private void dataHead() {
        boolean continues = opcode == CONTINUATION;
        require(
                continues == message.isOpen(),
                continues ? "a continuation of nothing" : "a new message before the end of the last");
        require(!rsv1 || message.canInflate(), "reserved bits without an extension");
        require(!rsv1 || !continues, "a reserved bit in a continuation");
    }

    /** The shortest form has to be used (section 5.2): {@code tooShort} would have fitted into a shorter one. */
    private void length(long length, int tooShort) {
        require(length >= 0, "a length with its highest bit set");
        require(length > tooShort, "a length that is not in its shortest form");
        if (!isControl()) {
            if (opcode != CONTINUATION) {
                message.begin(opcode == TEXT, rsv1);
            }
            message.announce(length, fin);
        }
        frameLength = (int) length;
        state = State.MASK;
    }

    /** Takes what there is of the payload; false where some is still missing. */
    private boolean payload(ByteBuf in) {
        int take = Math.min(in.readableBytes(), frameLength - frameRead);
        if (take > 0) {
            if (isControl()) {
                in.readBytes(control, frameRead, take);
                Mask.apply(mask, frameRead, control, frameRead, frameRead + take);
            } else {
                message.take(in, take, mask, frameRead);
            }
            frameRead += take;
        }
        return frameRead == frameLength;
    }

    private void frameEnd(Sink sink) {
        if (isControl()) {
            byte[] payload = control;
            control = EMPTY;
            sink.control(opcode, payload);
        } else if (fin) {
            message.end(sink);
        }
    }

    /** Nothing more will be read: gives back what is held. */
    void close() {
        message.close();
    }

    /** Whether native memory is held; for tests and counters. */
    boolean isInflating() {
        return message.isInflating();
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
