package io.carillon.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.message.ClientMessage;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

    private final Codec codec = new JsonCodec();

    private ClientMessage decode(String packet) {
        return codec.decode(packet.getBytes(StandardCharsets.UTF_8), Revision.V1_1);
    }

    private Payload data(String json) {
        ClientMessage message = decode("{\"type\":\"publish\",\"room\":\"r\",\"data\":" + json + ",\"id\":1}");
        return ((ClientMessage.Publish) message).data();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-1.5e3",
                "\"\"",
                "\"a\\u0041\\\"}\"",
                "{}",
                "[]",
                "{\"a\":[1,{\"b\":null}]}",
                "9223372036854775807",
                "-9223372036854775808",
                "\"🔔\"",
                "\"\\ud83d\\udd14\\\\ud83d\"",
                "\"\\u0000\"",
                "{\"\\u00e9\\\\u0000\":1}",
                "[ 1 ,\n2 ]",
                "1e308",
                "123456789012345678"
            })
    void keepsDataAsTheBytesThatItWas(String json) {
        assertThat(data(json)).isEqualTo(Payload.json(json));
        assertThat(data("  " + json + "  ")).isEqualTo(Payload.json(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "3",
                "\"x\"",
                "null",
                "{",
                "{}{}",
                "{} x",
                "{\"a\":}",
                "{\"type\":\"ping\"",
                "{'a':1}",
                "{\"type\":NaN}",
                "\ufeff{\"type\":\"ping\"}",
                "{\"a\":[}",
                "{\"data\":[1",
                "{\"data\":01}"
            })
    void cannotDecodeWhatIsNotOneJsonObject(String packet) {
        assertThatThrownBy(() -> decode(packet)).isInstanceOf(CodecException.class);
    }

    @Test
    void takesNoOtherEncodingThanUtf8() {
        byte[] packet = "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> codec.decode(packet, Revision.V1_1)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"ping\",\"id\":1.5} | id",
                "{\"type\":\"ping\",\"id\":1.0} | id",
                "{\"type\":\"ping\",\"id\":99999999999999999999999} | id",
                "{\"type\":\"ping\",\"id\":\"\\ud83d\"} | id",
                "{\"type\":\"\\ud83d\"} | type",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":1,\"echo\":\"\\udd14\"} | echo",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":1,\"key\":\"\\udd14\"} | key",
                "{\"type\":\"history\",\"room\":\"r\",\"since\":1.0} | since",
                "{\"type\":\"history\",\"room\":\"r\",\"since\":9223372036854775808} | since",
            })
    void namesThePropertyThatMakesItNoMessage(String packet, String property) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> decode(packet));

        assertThat(e.reason()).startsWith(property);
        assertThat(e.reason().codePoints())
                .noneMatch(c -> Character.getType(c) == Character.SURROGATE); // it has to go back
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "[-9223372036854775809]",
                "{\"a\":1e999}",
                "-1e309",
                "\"\\ud83d\"",
                "\"\\udd14\"",
                "[\"a\\\\\\uD83D\\uD83D\\uDD14\"]",
                "\"\\udd14\\ud83d\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\n\"",
                "\"\\ud83d\\u0041\"",
                "{\"\\ud83d\":1}",
                "{\"\\u0000\":1}",
                "[{\"a\\u0000\":1}]",
            })
    void refusesDataThatOtherFormatsCannotExpress(String json) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> data(json));

        assertThat(e.reason()).startsWith("data: ").endsWith("in every format");
        assertThat(e.id()).isEqualTo(new RequestId.Number(1));
    }

    @Test
    void writesAMessageWithItsDataAsItCame() {
        ServerMessage message = new ServerMessage.RoomMessage(
                new RoomName("r\""), Payload.json("{\"a\": [1, \"🔔\"]}"), Sender.user("bob", "c1"), 1700000000000L);

        assertThat(new String(codec.encode(message, Revision.V1_1), StandardCharsets.UTF_8))
                .isEqualTo("{\"type\":\"message\",\"room\":\"r\\\"\",\"data\":{\"a\": [1, \"🔔\"]},"
                        + "\"from\":{\"user\":\"bob\",\"connection\":\"c1\"},\"time\":1700000000000}");
    }

    @Test
    void writesLargeDataWhole() {
        String large = '"' + "x".repeat(100_000) + '"';
        ServerMessage message =
                new ServerMessage.RoomMessage(new RoomName("r"), Payload.json(large), Sender.service("bus"), 1);

        assertThat(new String(codec.encode(message, Revision.V1_1), StandardCharsets.UTF_8))
                .contains(large)
                .endsWith("\"from\":{\"service\":\"bus\"},\"time\":1}");
    }
}
