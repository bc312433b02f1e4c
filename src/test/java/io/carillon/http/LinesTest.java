package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {

    private static final int LONGEST = 8;

    private static List<String> read(String body, int chunk) {
        Lines lines = new Lines(LONGEST);
        List<String> read = new ArrayList<>();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += chunk) {
            lines.add(Buffer.buffer(body.length()).appendBytes(bytes, at, Math.min(chunk, bytes.length - at)));
            collect(lines, read);
        }
        lines.end();
        collect(lines, read);
        return read;
    }

    private static void collect(Lines lines, List<String> read) {
        for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
            byte[] bytes = line.bytes();
            read.add(line.number() + ":" + (bytes == null ? "(too long)" : new String(bytes, StandardCharsets.UTF_8)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void eachLineComesOnceHoweverTheBodyIsCut(int chunk) {
        assertThat(read("1\n22\n\n333\r\n \t\r\n4444", chunk)).containsExactly("1:1", "2:22", "4:333", "6:4444");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 1000})
    void aLineThatIsTooLongIsToldAndTheRestGoesOn(int chunk) {
        String body = "12345678\r\n123456789\n" + "x".repeat(100) + "\r\n12345678\n123456789\r\n12345678";

        assertThat(read(body, chunk))
                .containsExactly(
                        "1:12345678", "2:(too long)", "3:(too long)", "4:12345678", "5:(too long)", "6:12345678");
    }

    @Test
    void theLastLineMayBeTooLong() {
        assertThat(read("1\n123456789", 4)).containsExactly("1:1", "2:(too long)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\r\n", " \n\t"})
    void whatIsBlankIsNoLine(String body) {
        assertThat(read(body, 3)).isEmpty();
    }
}
