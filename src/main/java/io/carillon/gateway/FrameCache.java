package io.carillon.gateway;

import io.carillon.hub.Batch;
import io.carillon.hub.Broadcast;
import io.carillon.hub.Encoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of what one event loop is delivering, headers included: copied once for each encoding and shared by all of
 * the loop's receivers by reference count. Hot path. Frames are not shared among event loops: a count that several cores
 * change costs more than a copy for each of them.
 *
 * <p>The buffers belong to the cache. Who wants one for longer than until the next call {@linkplain ByteBuf#retain()
 * retains} it, and nobody moves its indexes.
 */
final class FrameCache {

    private final ByteBufAllocator allocator;
    private @Nullable Encoding[] encodings = new Encoding[2];
    private @Nullable ByteBuf[] frames = new ByteBuf[2];
    private int size;
    private @Nullable Object current;

    FrameCache(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The frames of all broadcasts of a batch, one behind the other. */
    ByteBuf frames(Batch batch, Encoding encoding) {
        ByteBuf known = find(batch, encoding);
        return known == null ? add(encoding, join(batch, encoding)) : known;
    }

    /** The frame of one broadcast. */
    ByteBuf frame(Broadcast broadcast, Encoding encoding) {
        ByteBuf known = find(broadcast, encoding);
        return known == null ? add(encoding, copy(broadcast.encoded(encoding))) : known;
    }

    private @Nullable ByteBuf find(Object delivered, Encoding encoding) {
        if (delivered != current) {
            clear();
            current = delivered;
        }
        for (int i = 0; i < size; i++) {
            if (encodings[i] == encoding) {
                return frames[i];
            }
        }
        return null;
    }

    private ByteBuf join(Batch batch, Encoding encoding) {
        int length = 0;
        for (int i = 0; i < batch.size(); i++) {
            length += batch.get(i).encoded(encoding).length;
        }
        ByteBuf joined = allocator.directBuffer(length);
        for (int i = 0; i < batch.size(); i++) {
            joined.writeBytes(batch.get(i).encoded(encoding));
        }
        return joined;
    }

    private ByteBuf copy(byte[] bytes) {
        return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }

    private ByteBuf add(Encoding encoding, ByteBuf frame) {
        if (size == frames.length) {
            encodings = Arrays.copyOf(encodings, size * 2);
            frames = Arrays.copyOf(frames, size * 2);
        }
        encodings[size] = encoding;
        frames[size] = frame;
        size++;
        return frame;
    }

    /** Lets go of the frames; who retained them still has them. */
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
