package io.carillon.gateway;

import io.carillon.hub.Broadcast;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The frames of the broadcast that one event loop is delivering, header included: built once for each (format, revision)
 * and shared by all of the loop's receivers by reference count. Hot path. Frames are not shared among event loops: a
 * count that several cores change costs more than a copy for each of them.
 */
final class FrameCache {

    private static final int REVISIONS = Revision.values().length;

    private final ByteBufAllocator allocator;
    private final @Nullable ByteBuf[] frames = new ByteBuf[Format.values().length * REVISIONS];
    private @Nullable Broadcast current;

    FrameCache(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The broadcast's frame; the caller owns one reference and its own indexes. */
    ByteBuf frame(Broadcast broadcast, Dialect dialect) {
        if (broadcast != current) {
            clear();
            current = broadcast;
        }
        int slot = dialect.codec().format().ordinal() * REVISIONS
                + dialect.revision().ordinal();
        ByteBuf frame = frames[slot];
        if (frame == null) {
            byte[] payload = broadcast.encoded(dialect.codec(), dialect.revision());
            frame = frame(allocator, opcode(dialect), payload);
            frames[slot] = frame;
        }
        return frame.retainedDuplicate();
    }

    /** Lets go of the frames; their receivers still hold them. */
    void clear() {
        current = null;
        for (int i = 0; i < frames.length; i++) {
            ByteBuf frame = frames[i];
            if (frame != null) {
                frame.release();
                frames[i] = null;
            }
        }
    }

    static int opcode(Dialect dialect) {
        return dialect.codec().isText() ? FrameReader.TEXT : FrameReader.BINARY;
    }

    /** One unfragmented frame from a server (RFC 6455, section 5.2): no mask, the length in its shortest form. */
    static ByteBuf frame(ByteBufAllocator allocator, int opcode, byte[] payload) {
        int length = payload.length;
        ByteBuf frame = allocator.directBuffer(length + 10).writeByte(0x80 | opcode);
        if (length < 126) {
            frame.writeByte(length);
        } else if (length <= 0xFFFF) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(127).writeLong(length);
        }
        return frame.writeBytes(payload);
    }
}
