package io.carillon.gateway;

import io.carillon.Microbenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Unmasking the payload of one frame in place. ns a payload of {@code size} bytes; nothing is allocated. */
public class MaskBenchmark extends Microbenchmark {

    @Param({"128", "16384"})
    int size;

    private byte[] payload;

    @Setup
    public void prepare() {
        payload = new byte[size];
    }

    @Benchmark
    public byte[] apply() {
        Mask.apply(0x1234_5678, 0, payload, 0, payload.length);
        return payload;
    }
}
