package io.carillon.gateway;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One text message out of masked frames that have come whole: headers, unmasking, UTF-8, and the array that the message
 * is handed out in. ns and bytes a message of {@code size} bytes.
 */
public class FrameReaderBenchmark extends Microbenchmark {

    private static final int FRAGMENTS = 4;
    private static final int MASK = 0x1234_5678;

    /** Keeps the last message, so that it is not optimised away. */
    private static final class Last implements FrameReader.Sink {

        private byte[] message = {};

        @Override
        public void message(boolean text, byte[] payload) {
            message = payload;
        }

        @Override
        public void control(int opcode, byte[] payload) {
            throw new AssertionError("there are no control frames here");
        }

        @Override
        public boolean isReading() {
            return true;
        }
    }

    @Param({"128", "16384"})
    int size;

    private final FrameReader reader = new FrameReader(1 << 20);
    private final Last last = new Last();
    private ByteBuf whole;
    private ByteBuf fragments;

    @Setup
    public void prepare() {
        byte[] message = Samples.records(size).bytes();
        whole = Unpooled.directBuffer();
        write(whole, 0x80 | FrameReader.TEXT, message);
        fragments = Unpooled.directBuffer();
        int part = size / FRAGMENTS;
        for (int i = 0; i < FRAGMENTS; i++) {
            int opcode = i == 0 ? FrameReader.TEXT : FrameReader.CONTINUATION;
            int fin = i == FRAGMENTS - 1 ? 0x80 : 0;
            write(fragments, fin | opcode, Arrays.copyOfRange(message, i * part, (i + 1) * part));
        }
    }

    private static void write(ByteBuf out, int head, byte[] payload) {
        out.writeByte(head);
        if (payload.length <= FrameReader.LONGEST_CONTROL) {
            out.writeByte(0x80 | payload.length);
        } else {
            out.writeByte(0x80 | 126).writeShort(payload.length);
        }
        byte[] masked = payload.clone();
        Mask.apply(MASK, 0, masked, 0, masked.length);
        out.writeInt(MASK).writeBytes(masked);
    }

    private byte[] read(ByteBuf frames) {
        frames.readerIndex(0);
        reader.read(frames, last);
        return last.message;
    }

    /** In one frame. */
    @Benchmark
    public byte[] whole() {
        return read(whole);
    }

    /** In four frames. */
    @Benchmark
    public byte[] fragments() {
        return read(fragments);
    }
}
