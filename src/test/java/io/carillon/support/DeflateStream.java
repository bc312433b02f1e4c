package io.carillon.support;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client's end of permessage-deflate (RFC 7692, section 7.2), both ways with context takeover. */
public final class DeflateStream implements AutoCloseable {

    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /** A whole message, or the last part of one. */
    public byte[] message(byte[] plain) {
        byte[] flushed = part(plain);
        if (flushed.length == 0) { // nothing since the last flush, which is not flushed twice
            return new byte[] {0}; // section 7.2.3.6
        }
        return Arrays.copyOf(flushed, flushed.length - TAIL.length);
    }

    /** A part that can be inflated as soon as it has come, before the rest. */
    public byte[] part(byte[] plain) {
        return deflate(plain, Deflater.SYNC_FLUSH);
    }

    /** A message in a block that says that it is the last one (section 7.2.3.4); what follows knows nothing of it. */
    public byte[] last(byte[] plain) {
        deflater.setInput(plain);
        deflater.finish();
        byte[] finished = drain(Deflater.NO_FLUSH);
        deflater.reset();
        return finished;
    }

    /** Forgets what was sent. */
    public void forget() {
        deflater.reset();
    }

    private byte[] deflate(byte[] plain, int flush) {
        deflater.setInput(plain);
        return drain(flush);
    }

    private byte[] drain(int flush) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        int count;
        do {
            count = deflater.deflate(chunk, 0, chunk.length, flush);
            out.write(chunk, 0, count);
        } while (count == chunk.length);
        return out.toByteArray();
    }

    public byte[] inflate(byte[] payload) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            inflate(payload, out);
            inflate(TAIL, out);
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new AssertionError("the server's message cannot be inflated", e);
        }
    }

    private void inflate(byte[] payload, ByteArrayOutputStream out) throws DataFormatException {
        inflater.setInput(payload);
        byte[] chunk = new byte[8192];
        int count;
        do {
            count = inflater.inflate(chunk);
            out.write(chunk, 0, count);
        } while (count > 0);
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
