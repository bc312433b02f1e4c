package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.KeepAliveConfig;
import io.carillon.count.NodeCounters;
import io.carillon.support.RawSocket;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Native memory for compression goes with the connection, however it ends, also within a message. */
class SocketMemoryTest {

    private static final Deflate DEFLATE = new Deflate(false, false, Optional.empty(), Optional.empty());

    private final Vertx vertx = Vertx.vertx();
    private final FrameReader reader = new FrameReader(1000, DEFLATE);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void beginACompressedMessage() {
        Lane lane = new Lane(
                (ContextInternal) vertx.getOrCreateContext(),
                ByteBufAllocator.DEFAULT,
                Transport.NIO,
                new NodeCounters());
        channel.pipeline()
                .addLast(new Socket(
                        lane,
                        PlainTerms.of(),
                        FrameEncoding.of(RawEncoder.INSTANCE, DEFLATE),
                        reader,
                        new KeepAlive(KeepAliveConfig.DEFAULT, new SplittableRandom(7))));
        channel.writeInbound(Unpooled.wrappedBuffer(RawSocket.frame(0x41, new byte[] {(byte) 0xF2, 0x48})));
        assertThat(reader.isInflating()).isTrue();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        vertx.close().await();
    }

    @Test
    void goesWhereTheConnectionBreaks() {
        channel.close();

        assertThat(reader.isInflating()).isFalse();
    }

    @Test
    void goesAtOnceWhereTheClientBreaksARule() {
        channel.writeInbound(Unpooled.wrappedBuffer(RawSocket.frame(0x83, new byte[0])));

        assertThat(reader.isInflating()).isFalse();
    }

    @Test
    void goesWhereTheClientCloses() {
        channel.writeInbound(Unpooled.wrappedBuffer(RawSocket.frame(0x88, new byte[0])));
        channel.runPendingTasks();

        assertThat(reader.isInflating()).isFalse();
    }
}
