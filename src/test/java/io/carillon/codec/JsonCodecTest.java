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

    @Test
    void readsPropertiesInAnyOrderAndPassesOverUnknownOnes() {
        ClientMessage message = decode(
                "{\"x\":{\"id\":9},\"data\":[1],\"echo\":false,\"id\":\"a\",\"room\":\"r\",\"y\":[],\"type\":\"publish\"}");

        assertThat(message)
                .isEqualTo(new ClientMessage.Publish(
                        new RequestId.Text("a"), new RoomName("r"), Payload.json("[1]"), false));
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
                "{} | type",
                "{\"type\":3} | type",
                "{\"type\":null} | type",
                "{\"type\":\"fly\"} | type",
                "{\"type\":\"PING\"} | type",
                "{\"type\":\"ping\",\"id\":1.5} | id",
                "{\"type\":\"ping\",\"id\":1.0} | id",
                "{\"type\":\"ping\",\"id\":null} | id",
                "{\"type\":\"ping\",\"id\":true} | id",
                "{\"type\":\"ping\",\"id\":{}} | id",
                "{\"type\":\"ping\",\"id\":9007199254740992} | id",
                "{\"type\":\"ping\",\"id\":99999999999999999999999} | id",
                "{\"type\":\"ping\",\"id\":-9223372036854775808} | id",
                "{\"type\":\"join\"} | room",
                "{\"type\":\"join\",\"room\":3} | room",
                "{\"type\":\"join\",\"room\":null} | room",
                "{\"type\":\"join\",\"room\":\"a b\"} | room",
                "{\"type\":\"leave\",\"room\":[\"r\"]} | room",
                "{\"type\":\"publish\",\"room\":\"r\"} | data",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":1,\"echo\":0} | echo",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":1,\"echo\":null} | echo",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":9223372036854775808} | data",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":[-9223372036854775809]} | data",
                "{\"type\":\"publish\",\"room\":\"r\",\"data\":{\"a\":1e999}} | data",
            })
    void namesThePropertyThatMakesItNoMessage(String packet, String property) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> decode(packet));

        assertThat(e.reason()).startsWith(property);
    }

    @Test
    void givesTheIdOfABadRequestBack() {
        BadMessageException e = catchThrowableOfType(
                BadMessageException.class, () -> decode("{\"room\":3,\"type\":\"join\",\"id\":-9007199254740991}"));

        assertThat(e.id()).isEqualTo(new RequestId.Number(-9007199254740991L));
    }

    @Test
    void nestsDataUpToSixtyFour() {
        assertThat(data("[".repeat(64) + "]".repeat(64))).isNotNull();
        assertThatThrownBy(() -> data("[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> data("[".repeat(30_000) + "]".repeat(30_000))).isInstanceOf(BadMessageException.class);
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
