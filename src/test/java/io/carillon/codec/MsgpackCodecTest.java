package io.carillon.codec;

import static io.carillon.codec.Wire.MSGPACK;
import static io.carillon.codec.Wire.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.message.ClientMessage;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.ServerMessage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.value.ValueFactory;

/** What only MessagePack has. */
class MsgpackCodecTest {

    private static final HexFormat HEX = HexFormat.of();

    /** A publish whose data, at its end, is written by hand. */
    private static ClientMessage withData(String hex) {
        return decode(
                HEX.formatHex(MSGPACK.packet(map("type", "publish", "room", "r", "id", 1L)))
                                .replaceFirst("83", "84") + "a464617461" + hex.replace(" ", ""));
    }

    private static ClientMessage decode(String hex) {
        return MSGPACK.codec().decode(HEX.parseHex(hex.replace(" ", "")), Revision.V1_1);
    }

    @ParameterizedTest
    @CsvSource({
        "c0, ",
        "07, 7",
        "cd 00 07, 7", // longer than it had to be
        "d3 ff ff ff ff ff ff ff ff, -1",
        "cf 7f ff ff ff ff ff ff ff, 9223372036854775807",
        "ca 3f c0 00 00, 1.5", // a float32
        "a0, ''",
        "d9 01 61, a",
        "db 00 00 00 01 61, a",
        "d6 ff 00 00 00 00, 1970-01-01T00:00:00Z",
        "d7 ff 00 3d 09 00 00 00 00 01, 1970-01-01T00:00:01.001Z",
        "c7 0c ff 00 00 00 00 ff ff ff ff ff ff ff ff, 1969-12-31T23:59:59Z",
    })
    void keepsDataAsTheBytesThatItWas(String hex, String value) {
        Payload data = ((ClientMessage.Publish) withData(hex)).data();

        assertThat(data).isEqualTo(Payload.of(Format.MSGPACK, HEX.parseHex(hex.replace(" ", ""))));
        Object read = PayloadReader.read(data);
        assertThat(read == null ? null : read.toString()).isEqualTo(value);
    }

    @Test
    void widensAFloatToADouble() {
        Object read = PayloadReader.read(MSGPACK.payload(ValueFactory.newFloat(0.1f)));

        assertThat(read).isEqualTo((double) 0.1f);
    }

    @ParameterizedTest
    @CsvSource({
        "cf 80 00 00 00 00 00 00 00, integer",
        "91 cf ff ff ff ff ff ff ff ff, integer",
        "cb 7f f8 00 00 00 00 00 00, NaN",
        "cb ff f0 00 00 00 00 00 00, infinit",
        "ca 7f 80 00 00, infinit",
        "d4 01 00, extension type 1",
        "c7 03 fe 00 00 00, extension type -2",
        "d8 7f 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00, extension type 127",
        "d5 ff 00 00, timestamp",
        "c7 00 ff, timestamp",
        "d7 ff 00 00 00 04 00 00 00 00, millisecond", // 1 ns
        "d7 ff ee 6b 28 04 00 00 00 00, ns", // a second and a millisecond of nanoseconds
        "c7 0c ff 00 00 00 01 00 00 00 00 00 00 00 00, millisecond",
        "c7 0c ff 3b 9a ca 00 00 00 00 00 00 00 00 00, ns",
        "c7 0c ff 00 00 00 00 00 20 c4 9b a5 e3 53 f8, milliseconds", // the first second beyond
        "c7 0c ff 00 00 00 00 7f ff ff ff ff ff ff ff, milliseconds",
        "81 01 02, key",
        "81 c4 01 61 02, key",
        "81 80 02, key",
        "91 81 91 01 c0, key",
        "81 a1 00 02, U+0000",
    })
    void refusesDataThatOtherFormatsCannotExpress(String hex, String what) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> withData(hex));

        assertThat(e.reason()).startsWith("data: ").contains(what);
        assertThat(e.id()).isEqualTo(new RequestId.Number(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "91 c1",
                "a1 ff",
                "a2 c0 80",
                "a3 ed a0 80",
                "81 a1 80 01",
                "81 a2 c3 28 01",
                "c7",
                "d7 ff 00",
                "c7 0c ff 00 00 00 00 00 00",
                // more announced than there is
                "a5 61",
                "d9 ff 61",
                "db ff ff ff ff",
                "db 7f ff ff ff 61",
                "c6 7f ff ff ff 61",
                "c6 ff ff ff ff 61",
                "c9 7f ff ff ff 01 61",
                "c9 ff ff ff ff 01 61",
                "dd 7f ff ff ff 01",
                "dd ff ff ff ff 01",
                "df 7f ff ff ff a1 61 01",
                "df ff ff ff ff a1 61 01",
                // one value, and then another
                "01 01",
                "91 01 01",
            })
    void cannotDecodeWhatIsNotMessagePack(String hex) {
        assertThatThrownBy(() -> withData(hex)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c0", "01", "a4 74 79 70 65", "90", "93 01 02 03", "c1", "df 7f ff ff ff", "80 80"})
    void cannotDecodeWhatIsNotOneMap(String hex) {
        assertThatThrownBy(() -> decode(hex)).isInstanceOf(CodecException.class);
    }

    @Test
    void ignoresPropertiesWhoseNamesAreNoStrings() {
        // {1: [2], [{}]: 3, "type": "ping"}
        assertThat(decode("83 01 91 02 91 80 03 a4 74797065 a4 70696e67")).isEqualTo(new ClientMessage.Ping(null));
    }

    @Test
    void ignoresUnknownPropertiesWhateverTheirValues() {
        Map<String, Object> packet = map(
                "a", BigInteger.ONE.shiftLeft(63),
                "b", Double.NaN,
                "c", ValueFactory.newExtension((byte) 1, new byte[3]),
                "d", ValueFactory.newMap(ValueFactory.newNil(), ValueFactory.newNil()),
                "e", Instant.ofEpochSecond(1, 1),
                "type", "ping");

        assertThat(MSGPACK.decode(packet)).isEqualTo(new ClientMessage.Ping(null));
    }

    @Test
    void saysWhatItFoundWhereOthersHaveNothingLikeIt() {
        assertBad(map("type", "ping", "id", BigInteger.ONE.shiftLeft(63)), "id .*got an integer beyond 64 bits");
        assertBad(map("type", "ping", "id", new byte[1]), "id .*got a binary value");
        assertBad(map("type", "ping", "id", Instant.EPOCH), "id .*got an extension type");
        assertBad(map("type", "ping", "id", List.of(1L)), "id .*got a list");
    }

    private static void assertBad(Object packet, String reason) {
        assertThatThrownBy(() -> MSGPACK.decode(packet))
                .isInstanceOf(BadMessageException.class)
                .hasMessageMatching(reason);
    }

    @Test
    void survivesNestingThatNoStackWould() {
        String deep = "91".repeat(60_000) + "90";

        assertThatThrownBy(() -> withData(deep))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> withData("81a161".repeat(60_000) + "c0")).isInstanceOf(BadMessageException.class);
        assertThat(decode("82 a178" + deep + "a474797065 a470696e67")).isEqualTo(new ClientMessage.Ping(null));
        assertThat(decode("82 " + deep + deep + "a474797065 a470696e67")).isEqualTo(new ClientMessage.Ping(null));
        assertThatThrownBy(() -> withData("91".repeat(60_000))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> withData("dd7fffffff".repeat(10_000))).isInstanceOf(CodecException.class);
    }

    @Test
    void writesTheShortestForm() {
        assertThat(MSGPACK.codec()
                        .encode(new ServerMessage.Reply(new RequestId.Number(200), new Result.Done()), Revision.V1_1))
                .isEqualTo(HEX.parseHex(
                        "83" + "a474797065" + "a57265706c79" + "a26964" + "ccc8" + "a6726573756c74" + "80"));
    }
}
