package io.carillon.cluster;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.message.Publication;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * A publication as it travels between nodes: written once, however many nodes get it, and read by each. ns and bytes a
 * publication; {@code size} is the data's, in bytes.
 */
public class PublicationCodecBenchmark extends Microbenchmark {

    @Param({"128", "4096"})
    int size;

    private Publication publication;
    private byte[] encoded;

    @Setup
    public void prepare() {
        publication = Samples.publication(Samples.records(size));
        encoded = PublicationCodec.encode(publication);
    }

    @Benchmark
    public byte[] encode() {
        return PublicationCodec.encode(publication);
    }

    @Benchmark
    public Publication decode() {
        return PublicationCodec.decode(new WireReader(encoded));
    }
}
