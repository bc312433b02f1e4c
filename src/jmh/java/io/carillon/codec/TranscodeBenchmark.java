package io.carillon.codec;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.message.Format;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Writing one {@code message} whose data came as JSON for readers of another format: through a tree, once for each format
 * in use. ns and bytes a message; {@code size} is the data's as JSON, in bytes.
 */
public class TranscodeBenchmark extends Microbenchmark {

    @Param({"MSGPACK", "BSON"})
    Format to;

    @Param({"128", "4096"})
    int size;

    private Codec codec;
    private ServerMessage message;

    @Setup
    public void prepare() {
        codec = Codecs.of(to);
        message = Samples.message(Samples.records(size));
    }

    @Benchmark
    public byte[] fromJson() {
        return codec.encode(message, Revision.V1_1);
    }
}
