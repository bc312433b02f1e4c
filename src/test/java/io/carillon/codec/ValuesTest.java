package io.carillon.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of those who are no clients. */
class ValuesTest {

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "-1.5e3", "\"a\"", " [1, {\"b\": [ ]}] ", "true", "9223372036854775807"})
    void jsonIsKeptAsItIsWritten(String json) {
        assertThat(Values.parse(bytes(json))).isEqualTo(Payload.json(json.strip()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "'' | nothing where there should be a value",
                "'  ' | nothing where there should be a value",
                "'1 2' | more than one JSON value",
                "'{' | not a JSON value at byte 1 of 1",
                "'{} x' | not a JSON value at byte 4 of 4",
                "'nul' | not a JSON value at byte 3 of 3",
                "'[1,]' | not a JSON value at byte 3 of 4",
                "'9223372036854775808' | an integer beyond 64 bits cannot be expressed in every format",
                "'1e999' | a number beyond the range of a double cannot be expressed in every format",
                "'\"\\ud800\"' | half a surrogate pair cannot be expressed in every format",
                "'{\"\\u0000\":1}' | a key with U+0000 cannot be expressed in every format",
            })
    void whatCannotBeTakenIsToldWhy(String json, String reason) {
        assertThatThrownBy(() -> Values.parse(bytes(json)))
                .isInstanceOf(CodecException.class)
                .hasMessage(reason);
    }

    @Test
    void aTreeIsJsonWhereJsonHasAllOfIt() {
        Object tree = Map.of("a", Arrays.asList(1L, 1.5, null, "ü"));

        Payload payload = Values.of(tree);

        assertThat(payload).isEqualTo(Payload.json("{\"a\":[1,1.5,null,\"ü\"]}"));
        assertThat(PayloadReader.read(payload)).isEqualTo(tree);
    }

    @Test
    void binaryValuesAndTimesStayWhatTheyAre() {
        Instant time = Instant.parse("2026-11-21T20:00:00.123Z");

        Payload payload = Values.of(List.of(Map.of("b", new byte[] {-1, -2}), time));

        assertThat(payload.format()).isEqualTo(Format.MSGPACK);
        List<?> back = (List<?>) PayloadReader.read(payload);
        assertThat((byte[]) ((Map<?, ?>) back.get(0)).get("b")).containsExactly(-1, -2);
        assertThat(back.get(1)).isEqualTo(time);
        assertThat(Values.json(payload)).isEqualTo(bytes("[{\"b\":\"//4=\"},\"2026-11-21T20:00:00.123Z\"]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00"})
    void halfACharacterIsRefused(String text) {
        assertThatThrownBy(() -> Values.of(text)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> Values.of(Map.of(text, 1L))).isInstanceOf(CodecException.class);
    }
}
