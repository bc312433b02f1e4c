package io.carillon.gateway;

import io.carillon.hub.Broadcast;
import io.carillon.hub.Encoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of the broadcast that one event loop is delivering, header included: copied once for each encoding and
 * shared by all of the loop's receivers by reference count. Hot path. Frames are not shared among event loops: a count
 * that several cores change costs more than a copy for each of them.
 */
final class FrameCache {

    private final ByteBufAllocator allocator;
    private @Nullable Encoding[] encodings = new Encoding[2];
    private @Nullable ByteBuf[] frames = new ByteBuf[2];
    private int size;
    private @Nullable Broadcast current;

    FrameCache(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The broadcast's frame; the caller owns one reference and its own indexes. */
    ByteBuf frame(Broadcast broadcast, Encoding encoding) {
        if (broadcast != current) {
            clear();
            current = broadcast;
        }
        for (int i = 0; i < size; i++) {
            ByteBuf frame = frames[i];
            if (encodings[i] == encoding && frame != null) {
                return frame.retainedDuplicate();
            }
        }
        return add(broadcast, encoding).retainedDuplicate();
    }

    private ByteBuf add(Broadcast broadcast, Encoding encoding) {
        if (size == frames.length) {
            encodings = Arrays.copyOf(encodings, size * 2);
            frames = Arrays.copyOf(frames, size * 2);
        }
        byte[] bytes = broadcast.encoded(encoding);
        ByteBuf frame = allocator.directBuffer(bytes.length).writeBytes(bytes);
        encodings[size] = encoding;
        frames[size] = frame;
        size++;
        return frame;
    }

    /** Lets go of the frames; their receivers still hold them. */
    void clear() {
        current = null;
        for (int i = 0; i < size; i++) {
            ByteBuf frame = frames[i];
            if (frame != null) {
                frame.release();
                frames[i] = null;
            }
        }
        size = 0;
    }
}
