package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.StrictInflater;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressorTest {

    private final Compressor compressor = Compressor.get();

    private static byte[] text(int length) {
        return "0123456789".repeat(length / 10 + 1).substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void leavesShortMessagesAsTheyAre() {
        byte[] below = text(Compressor.WORTHWHILE - 1);

        assertThat(compressor.compress(below, 15)).isSameAs(below);
        assertThat(compressor.compress(text(Compressor.WORTHWHILE), 15)).hasSizeLessThan(50);
    }

    @Test
    void leavesMessagesAsTheyAreThatWouldNotGetSmaller() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        for (int bits = 8; bits <= 15; bits++) {
            assertThat(compressor.compress(noise, bits)).isSameAs(noise);
        }
        byte[] after = text(1000);

        assertThat(StrictInflater.inflate(compressor.compress(after, 15)).plain())
                .isEqualTo(after);
    }

    @Test
    void isRightForEveryLengthAndWindow() {
        Random random = new Random(7);
        for (int bits = 8; bits <= 15; bits++) {
            for (int length = 250; length < 3_000; length += 13) {
                byte[] message = new byte[length];
                for (int i = 0; i < length; i++) {
                    message[i] = (byte) (random.nextInt(1 + length / 20) % 64);
                }
                byte[] body = compressor.compress(message, bits);
                if (body != message) {
                    assertThat(body).hasSizeLessThan(length);
                    StrictInflater.Inflated inflated = StrictInflater.inflate(body);
                    assertThat(inflated.plain()).isEqualTo(message);
                    assertThat(inflated.farthest()).isLessThanOrEqualTo(1 << bits);
                }
            }
        }
    }
}
