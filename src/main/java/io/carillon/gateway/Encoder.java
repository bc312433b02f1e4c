package io.carillon.gateway;

import io.carillon.message.ServerMessage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What connections are sent where the hub has something for them: messages of rooms, messages to users. What it makes of a
 * message is sent to all connections that share it, framed and compressed once: so have one object for all that want the
 * same bytes, not one for each connection. Called on any event loop, once for each message.
 */
public abstract class Encoder {

    /** What metrics call connections without a format of their own. */
    static final String RAW = "raw";

    /** By the bits of the window for which is compressed: 8 to 15, 0 where nothing is. */
    private final AtomicReferenceArray<FrameEncoding> frames = new AtomicReferenceArray<>(16);

    /** The message as it is sent; only where {@link #knows}. */
    public abstract Message encode(ServerMessage message);

    /** Whether those who use this are to hear of the message at all. */
    public boolean knows(ServerMessage message) {
        return true;
    }

    /** What metrics call it; one of a few. */
    public String format() {
        return RAW;
    }

    /** The revision of the message protocol that is spoken; null where it is another protocol. */
    public @Nullable String revision() {
        return null;
    }

    FrameEncoding frames(int windowBits) {
        FrameEncoding known = frames.get(windowBits);
        if (known != null) {
            return known;
        }
        FrameEncoding made = new FrameEncoding(this, windowBits);
        return frames.compareAndSet(windowBits, null, made) ? made : frames.get(windowBits);
    }
}
