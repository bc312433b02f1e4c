package io.carillon.gateway;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * Compresses messages (RFC 7692, section 7.2.1), each by itself: what comes out needs no history, and is valid for every
 * connection with the same window, whatever was agreed on context takeover. One for each event loop.
 *
 * <p>The JDK's deflater always has a window of 32 KiB. For a smaller one the message is cut into parts of that size, and
 * a full flush between them forgets the part before: no reference reaches further back than the window.
 */
final class Compressor {

    /**
     * Shorter messages stay as they are: without history there is little to save in them, and they fit into one packet
     * anyway. In bytes.
     */
    static final int WORTHWHILE = 256;

    /** The end of every flush, 00 00 FF FF, which is not sent. */
    private static final int TAIL = 4;

    private static final FastThreadLocal<Compressor> COMPRESSORS = new FastThreadLocal<>() {
        @Override
        protected Compressor initialValue() {
            return new Compressor();
        }

        @Override
        protected void onRemoval(Compressor compressor) {
            compressor.deflater.end();
        }
    };

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

    /** The event loop's own. */
    static Compressor get() {
        return COMPRESSORS.get();
    }

    /**
     * The payload of a compressed message.
     *
     * @param windowBits the logarithm of the window, 8 to 15
     * @return the same array where that would not be smaller
     */
    byte[] compress(byte[] payload, int windowBits) {
        if (payload.length < WORTHWHILE) {
            return payload;
        }
        byte[] out = new byte[payload.length + TAIL];
        int part = 1 << windowBits;
        int length = 0;
        deflater.reset();
        for (int from = 0; from < payload.length; from += part) {
            int count = Math.min(part, payload.length - from);
            boolean last = from + count == payload.length;
            deflater.setInput(payload, from, count);
            int flush = last ? Deflater.SYNC_FLUSH : Deflater.FULL_FLUSH;
            length += deflater.deflate(out, length, out.length - length, flush);
            if (length == out.length) { // less its tail as large as the payload, or not even finished
                return payload;
            }
        }
        return Arrays.copyOf(out, length - TAIL);
    }
}
