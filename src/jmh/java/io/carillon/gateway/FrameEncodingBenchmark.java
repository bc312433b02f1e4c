package io.carillon.gateway;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.message.ServerMessage;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * One JSON {@code message} as the bytes of its frame, once for all receivers of an encoding. ns and bytes a message;
 * {@code size} is the data's, in bytes. Below 256 bytes of message nothing is compressed.
 */
public class FrameEncodingBenchmark extends Microbenchmark {

    @Param({"128", "1024"})
    int size;

    private FrameEncoding plain;
    private FrameEncoding compressed;
    private ServerMessage message;

    @Setup
    public void prepare() {
        Encoder encoder = new JsonMessages();
        plain = FrameEncoding.of(encoder);
        compressed = FrameEncoding.of(encoder, new Deflate(false, false, Optional.empty(), Optional.empty()));
        message = Samples.message(Samples.records(size));
    }

    @Benchmark
    public byte[] plain() {
        return plain.encode(message);
    }

    @Benchmark
    public byte[] compressed() {
        return compressed.encode(message);
    }
}
