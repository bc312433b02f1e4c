package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.codec.Codecs;
import io.carillon.config.Config;
import io.carillon.config.EndpointConfig;
import io.carillon.config.KeepAliveConfig;
import io.carillon.message.Format;
import io.carillon.message.Revision;
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
        Lane lane = new Lane((ContextInternal) vertx.getOrCreateContext(), ByteBufAllocator.DEFAULT, Transport.NIO);
        Dialect dialect = new Dialect(Codecs.of(Format.JSON), Revision.V1_1, "v1");
        Config config = Config.defaults();
        Endpoint endpoint = Endpoint.of(
                config.endpoints().get(EndpointConfig.CARILLON),
                Admission.ofNode(config.limits().admission(), System::nanoTime));
        channel.pipeline()
                .addLast(new Socket(
                        lane,
                        endpoint,
                        FrameEncoding.of(dialect, DEFLATE),
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
