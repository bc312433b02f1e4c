package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {

    @ParameterizedTest
    @CsvSource({
        "c0 80, 1", // an overlong form
        "e0 9f bf, 2",
        "f0 8f bf bf, 2",
        "ed a0 80, 2", // a surrogate
        "f4 90 80 80, 2", // beyond U+10FFFF
        "f5 80 80 80, 1",
        "80, 1",
        "61 ff, 2",
        "e2 82 28, 3",
    })
    void failsAtTheFirstByteThatCannotBe(String hex, int at) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        Utf8 utf8 = new Utf8();

        assertThat(utf8.accepts(bytes, 0, at - 1)).isTrue();
        assertThat(utf8.accepts(bytes, at - 1, at)).isFalse();
    }

    @Test
    void agreesWithTheJdkOnAnyBytesHoweverTheyAreCut() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = bytes(random);
            Utf8 utf8 = new Utf8();
            int cut = random.nextInt(bytes.length + 1);
            boolean accepted = utf8.accepts(bytes, 0, cut) && utf8.accepts(bytes, cut, bytes.length);
            assertThat(accepted && utf8.isComplete())
                    .as("seed %d, bytes %s", seed, HexFormat.of().formatHex(bytes))
                    .isEqualTo(isUtf8(bytes));
        }
    }

    /** Real text in which at most one byte was changed: random bytes would hardly ever be UTF-8. */
    private static byte[] bytes(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            int[] ranges = {0x80, 0x800, 0xD800, 0x110000};
            int c = random.nextInt(ranges[random.nextInt(ranges.length)]);
            text.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 'x' : c);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
