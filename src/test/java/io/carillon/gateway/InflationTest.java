package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.carillon.message.CloseCode;
import io.carillon.support.DeflateStream;
import io.carillon.support.RawSocket;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed messages (RFC 7692, sections 6 and 7.2), as the frames of one client bring them. */
class InflationTest {

    private static final int LIMIT = 65_536;

    private final List<String> seen = new ArrayList<>();

    private final FrameReader.Sink sink = new FrameReader.Sink() {
        @Override
        public void message(boolean text, byte[] payload) {
            seen.add(new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public void control(int opcode, byte[] payload) {
            seen.add(opcode + " " + new String(payload, StandardCharsets.UTF_8));
        }

        @Override
        public boolean isReading() {
            return true;
        }
    };

    private final FrameReader reader = reader(false);
    private final DeflateStream stream = new DeflateStream();

    @AfterEach
    void close() {
        reader.close();
        stream.close();
    }

    private static FrameReader reader(boolean noTakeover) {
        return new FrameReader(LIMIT, new Deflate(false, noTakeover, Optional.empty(), Optional.empty()));
    }

    private void read(int first, byte[] payload) {
        reader.read(Unpooled.wrappedBuffer(RawSocket.frame(first, payload)), sink);
    }

    private void read(int first, String hex) {
        read(first, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f2 48 cd c9 c9 07 00", // 7.2.3.1
                "00 05 00 fa ff 48 65 6c 6c 6f 00", // 7.2.3.3
                "f3 48 cd c9 c9 07 00 00", // 7.2.3.4
                "f2 48 05 00 00 00 ff ff ca c9 c9 07 00" // 7.2.3.5
            })
    void readsTheExamplesOfTheRfc(String hex) {
        read(0xC1, hex);

        assertThat(seen).containsExactly("Hello");
    }

    @Test
    void readsTheExampleInFragments() {
        read(0x41, "f2 48 cd");
        read(0x80, "c9 c9 07 00");

        assertThat(seen).containsExactly("Hello");
    }

    @Test
    void readsTheExampleThatSharesAWindow() {
        read(0xC1, "f2 48 cd c9 c9 07 00");
        read(0xC1, "f2 00 11 00 00");

        assertThat(seen).containsExactly("Hello", "Hello");
    }

    @Test
    void readsTheExampleThatSharesAWindowBehindALastBlock() {
        read(0xC1, "f3 48 cd c9 c9 07 00 00");
        read(0xC1, "f2 00 11 00 00");

        assertThat(seen).containsExactly("Hello", "Hello");
    }

    @Test
    void readsEmptyMessagesAndFragments() {
        read(0xC1, "00");
        read(0xC1, "");
        read(0x41, "");
        read(0x00, "");
        read(0x00, "00");
        read(0x80, "");
        read(0xC1, "f2 48 cd c9 c9 07 00");

        assertThat(seen).containsExactly("", "", "", "Hello");
    }

    @Test
    void readsTheSameHoweverTheBytesAreCut() {
        String text = "κόσμε 🔔 ".repeat(200);
        for (int size = 1; size < 40; size++) {
            byte[] frame = RawSocket.frame(0xC1, stream.message(text.getBytes(StandardCharsets.UTF_8)));
            for (int at = 0; at < frame.length; at += size) {
                reader.read(
                        Unpooled.wrappedBuffer(Arrays.copyOfRange(frame, at, Math.min(frame.length, at + size))), sink);
            }
        }

        assertThat(seen).hasSize(39).containsOnly(text);
    }

    @Test
    void holdsNativeMemoryFromTheFirstCompressedMessageToTheEnd() {
        read(0x81, "61");
        assertThat(reader.isInflating()).isFalse();
        read(0x41, "f2 48");
        assertThat(reader.isInflating()).isTrue();

        reader.close();

        assertThat(reader.isInflating()).isFalse();
    }

    @Test
    void holdsNoNativeMemoryBetweenMessagesThatAreCompressedEachByItself() {
        FrameReader single = reader(true);
        byte[] half = {(byte) 0xF2, 0x48};
        single.read(Unpooled.wrappedBuffer(RawSocket.frame(0x41, half)), sink);
        assertThat(single.isInflating()).isTrue();
        byte[] rest = {(byte) 0xCD, (byte) 0xC9, (byte) 0xC9, 7, 0};
        single.read(Unpooled.wrappedBuffer(RawSocket.frame(0x80, rest)), sink);

        assertThat(seen).containsExactly("Hello");
        assertThat(single.isInflating()).isFalse();
    }

    /** Inflated as a whole it would be 64 MiB, a thousand times the limit. */
    @Test
    void allocatesNoMoreThanAboutTheLimitForABomb() {
        byte[] frame = RawSocket.frame(0xC2, stream.message(new byte[64 << 20]));
        assertThat(frame).hasSizeLessThan(LIMIT + 100);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        assertThat(refusal(reader(false), frame)).isEqualTo(CloseCode.TOO_LARGE); // loads what is needed
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);

        CloseCode code = refusal(reader, frame);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertThat(code).isEqualTo(CloseCode.TOO_LARGE);
        assertThat(allocated).isLessThan(LIMIT * 4);
    }

    private CloseCode refusal(FrameReader of, byte[] frame) {
        try {
            of.read(Unpooled.wrappedBuffer(frame), sink);
        } catch (ProtocolException e) {
            return e.code();
        } finally {
            of.close();
        }
        throw new AssertionError("it was taken");
    }

    /** Each of two bytes, and behind the largest window: what they cost must not be that window each time. */
    @Test
    @Timeout(120)
    void readsThousandsOfLastBlocksOfNothing() {
        byte[] text = "x".repeat(40_000).getBytes(StandardCharsets.UTF_8);
        byte[] begin = stream.last(text);
        byte[] payload = Arrays.copyOf(begin, LIMIT - 1);
        for (int i = begin.length; i + 1 < payload.length; i += 2) {
            payload[i] = 3;
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 50; i++) {
            read(0xC1, Arrays.copyOf(payload, begin.length + (LIMIT - 1 - begin.length) / 2 * 2 + 1));
        }
        long cpu = threads.getCurrentThreadCpuTime() - before;

        assertThat(seen).hasSize(50).containsOnly("x".repeat(40_000));
        assertThat(cpu).as("ns, whoever else was busy").isLessThan(20_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 05 00 fa ff 48 65", // within a block without compression
                "00 02 00 fd ff 48", // one byte before its end
                "f2 48 cd c9", // within a block with the RFC's codes
                "01 00 00 ff ff" // behind a last block
            })
    void refusesMessagesThatAreCutOff(String hex) {
        ProtocolException e = catchThrowableOfType(ProtocolException.class, () -> read(0xC1, hex));

        assertThat(e.code()).isEqualTo(CloseCode.DATA_INVALID);
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0xC0})
    void refusesTheBitInAContinuation(int first) {
        read(0x41, "f2 48 cd");
        ProtocolException e = catchThrowableOfType(ProtocolException.class, () -> read(first, "c9 c9 07 00"));

        assertThat(e.code()).isEqualTo(CloseCode.PROTOCOL);
    }
}
