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
 * Writing one {@code message} whose data came in the reader's own format, and is copied as it is: what each publication
 * costs once for each encoding in use. ns and bytes a message; {@code size} is the data's as JSON, in bytes.
 */
public class EncodeBenchmark extends Microbenchmark {

    @Param
    Format format;

    @Param({"128", "4096"})
    int size;

    private Codec codec;
    private ServerMessage message;

    @Setup
    public void prepare() {
        codec = Codecs.of(format);
        message = Samples.message(Formatted.payload(Samples.records(size), format));
    }

    @Benchmark
    public byte[] message() {
        return codec.encode(message, Revision.V1_1);
    }
}
