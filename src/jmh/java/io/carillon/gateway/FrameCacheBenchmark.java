package io.carillon.gateway;

import io.carillon.Microbenchmark;
import io.carillon.Samples;
import io.carillon.hub.Batch;
import io.carillon.hub.Batches;
import io.carillon.message.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/**
 * The frame of one publication for each of 1000 receivers, who take it and let go of it at once: encoding and copying are
 * done for the first of them. ns and bytes a receiver.
 */
public class FrameCacheBenchmark extends Microbenchmark {

    private static final int RECEIVERS = 1000;

    private final FrameCache frames = new FrameCache(PooledByteBufAllocator.DEFAULT);
    private final FrameEncoding encoding = FrameEncoding.of(new JsonMessages());
    private final Publication publication = Samples.publication(Samples.text(128));

    @Benchmark
    @OperationsPerInvocation(RECEIVERS)
    public int thousand() {
        Batch batch = Batches.of(publication);
        int sent = 0;
        for (int i = 0; i < RECEIVERS; i++) {
            ByteBuf frame = frames.frames(batch, encoding).retain();
            sent += frame.readableBytes();
            frame.release();
        }
        frames.clear();
        return sent;
    }
}
