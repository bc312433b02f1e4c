package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.message.CloseCode;
import io.carillon.support.RawSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {

    private static final int LIMIT = 1000;

    private final List<String> seen = new ArrayList<>();

    private final FrameReader.Sink sink = new FrameReader.Sink() {
        @Override
        public void message(boolean text, byte[] payload) {
            seen.add((text ? "text " : "binary ") + new String(payload, StandardCharsets.UTF_8));
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

    private final FrameReader reader = new FrameReader(LIMIT);

    private void read(byte[] bytes) {
        reader.read(Unpooled.wrappedBuffer(bytes), sink);
    }

    private void read(int first, String payload) {
        read(RawSocket.frame(first, payload.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void putsFragmentsTogetherWithControlFramesInBetween() {
        read(0x01, "a");
        read(0x89, "ping");
        read(0x00, "");
        read(0x8A, "");
        read(0x80, "b");
        read(0x82, "");

        assertThat(seen).containsExactly("9 ping", "10 ", "text ab", "binary ");
    }

    @Test
    void readsTheSameHoweverTheBytesAreCut() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.write(RawSocket.frame(0x01, "käse".getBytes(StandardCharsets.UTF_8)));
        stream.write(RawSocket.frame(0x89, "p".getBytes(StandardCharsets.UTF_8)));
        stream.write(RawSocket.frame(0x80, "🔔".repeat(60).getBytes(StandardCharsets.UTF_8)));
        stream.write(RawSocket.frame(0x82, "x".repeat(LIMIT).getBytes(StandardCharsets.UTF_8)));
        byte[] bytes = stream.toByteArray();
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            seen.clear();
            for (int at = 0; at < bytes.length; ) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(round % 2 == 0 ? 3 : 400));
                read(Arrays.copyOfRange(bytes, at, to));
                at = to;
            }
            assertThat(seen)
                    .as("seed %d", seed)
                    .containsExactly("9 p", "text käse" + "🔔".repeat(60), "binary " + "x".repeat(LIMIT));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "c1 80, 1002, reserved bit 1",
        "a1 80, 1002, reserved bit 2",
        "91 80, 1002, reserved bit 3",
        "83 80, 1002, a reserved opcode",
        "8b 80, 1002, a reserved control opcode",
        "81 00, 1002, no mask",
        "09 80, 1002, a fragmented ping",
        "89 fe, 1002, a ping above 125 bytes",
        "80 80, 1002, a continuation of nothing",
        "01 80 00000000 81 80, 1002, a message within a message",
        "81 fe 007d, 1002, 125 in 16 bits",
        "81 ff 000000000000ffff, 1002, 65535 in 64 bits",
        "81 ff 8000000000000000, 1002, a negative length",
        "82 fe 03e9, 1009, 1001 bytes",
        "82 ff 4000000000000000, 1009, 2^62 bytes",
        "81 82 00000000 61 ff, 1007, not UTF-8",
        "81 81 00000000 c3, 1007, half a character",
    })
    void failsAsSoonAsARuleIsBroken(String hex, int code, String why) {
        ProtocolException e = catchThrowableOfType(
                ProtocolException.class, () -> read(HexFormat.of().parseHex(hex.replace(" ", ""))));

        assertThat(e.code().code()).as(why).isEqualTo(code);
        assertThat(seen).isEmpty();
    }

    @Test
    void countsAllFragmentsAgainstTheLimit() {
        read(0x02, "x".repeat(LIMIT - 1));
        read(0x00, "x");
        assertThatThrownBy(() -> read(0x80, "x"))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(CloseCode.TOO_LARGE));
    }

    /** A buffer that grew by each fragment would copy terabytes here. */
    @Test
    @Timeout(60)
    void takesAMessageOfAMillionFragmentsAsEasilyAsAWholeOne() {
        FrameReader large = new FrameReader(2_000_000);
        byte[] fragment = RawSocket.frame(0x00, new byte[] {'x'});
        ByteBuf frames = Unpooled.buffer();
        frames.writeBytes(RawSocket.frame(0x02, new byte[] {'x'}));
        for (int i = 0; i < 1_500_000; i++) {
            frames.writeBytes(fragment);
        }
        frames.writeBytes(RawSocket.frame(0x80, new byte[0]));

        large.read(frames, sink);

        assertThat(seen)
                .singleElement()
                .satisfies(message -> assertThat(message).hasSize("binary ".length() + 1_500_001));
    }

    @Test
    void failsAtTheByteThatIsNotTextBeforeTheFrameIsWhole() {
        byte[] frame = RawSocket.frame(0x81, new byte[] {'a', (byte) 0xFF, 'b', 'c'});

        read(Arrays.copyOf(frame, frame.length - 3));
        assertThatThrownBy(() -> read(Arrays.copyOfRange(frame, frame.length - 3, frame.length - 2)))
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1005, ''",
        "03e8, 1000, ''",
        "03e86f6b, 1000, ok",
        "0bb8, 3000, ''",
        "1387, 4999, ''",
        "03f4, 1012, ''"
    })
    void readsCloseFrames(String hex, int code, String reason) {
        assertThat(CloseFrame.parse(HexFormat.of().parseHex(hex))).isEqualTo(new CloseFrame(code, reason));
    }

    @ParameterizedTest
    @CsvSource({
        "03, 1002",
        "0000, 1002",
        "03e7, 1002",
        "03ec, 1002",
        "03ed, 1002",
        "03ee, 1002",
        "03f7, 1002",
        "044c, 1002",
        "07d0, 1002",
        "1388, 1002",
        "ffff, 1002",
        "03e8ff, 1007",
        "03e8c3, 1007"
    })
    void refusesCloseFramesThatMustNotBeSent(String hex, int code) {
        ProtocolException e = catchThrowableOfType(
                ProtocolException.class, () -> CloseFrame.parse(HexFormat.of().parseHex(hex)));

        assertThat(e.code().code()).isEqualTo(code);
    }
}
