package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.count.NodeCounters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits that change while a connection is open. */
class SocketLimitsTest {

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private Socket socket;

    @BeforeEach
    void open() {
        Lane lane = new Lane(
                (ContextInternal) vertx.getOrCreateContext(),
                ByteBufAllocator.DEFAULT,
                Transport.NIO,
                new NodeCounters());
        socket = new Socket(
                lane,
                PlainTerms.of(),
                FrameEncoding.of(RawEncoder.INSTANCE),
                new FrameReader(1000, null),
                new KeepAlive(KeepAliveConfig.DEFAULT, new SplittableRandom(7)));
        channel.pipeline().addLast(socket);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        vertx.close().await();
    }

    @Test
    void aPeerCountsAsBehindLongBeforeWhatWaitsForItPassesANewLimit() {
        socket.adopt(PlainTerms.withQueue(40_000));
        assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(20_000);

        socket.adopt(PlainTerms.withQueue(ConnectionLimits.DEFAULT.queue()));
        assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(64 * 1024);
    }
}
