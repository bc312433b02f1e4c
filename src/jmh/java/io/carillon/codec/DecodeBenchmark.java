package io.carillon.codec;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Reading one {@code publish} as it comes out of a frame, data checked and copied: what each publication costs once, before
 * it is fanned out. ns and bytes a message; {@code data} says of which kind and how large the data is as JSON.
 */
public class DecodeBenchmark extends Microbenchmark {

    @Param
    Format format;

    @Param({"text-128", "records-128", "records-4096"})
    String data;

    private Codec codec;
    private byte[] packet;

    @Setup
    public void prepare() {
        codec = Codecs.of(format);
        packet = Formatted.publish(Samples.named(data), format);
    }

    @Benchmark
    public ClientMessage publish() {
        return codec.decode(packet, Revision.V1_1);
    }
}
