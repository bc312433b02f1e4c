package io.carillon.codec;

import static io.carillon.codec.Wire.BSON;
import static io.carillon.codec.Wire.map;
import static io.carillon.codec.Wire.publish;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only BSON has. */
class BsonCodecTest {

    private static final HexFormat HEX = HexFormat.of();

    /** A publish whose data is written by hand, as its type and its value. */
    private static ClientMessage withData(String hex) {
        byte[] packet = BSON.packet(map("type", "publish", "room", "r", "id", 1L));
        byte[] data = HEX.parseHex(hex.replace(" ", ""));
        ByteBuffer whole = ByteBuffer.allocate(packet.length + data.length + 5).order(ByteOrder.LITTLE_ENDIAN);
        whole.put(packet, 0, packet.length - 1).put(data[0]).put(new byte[] {'d', 'a', 't', 'a', 0});
        whole.put(data, 1, data.length - 1).put((byte) 0).putInt(0, whole.capacity());
        return BSON.codec().decode(whole.array(), Revision.V1_1);
    }

    @ParameterizedTest
    @CsvSource({
        "0a, ",
        "08 01, true",
        "10 ff ff ff ff, -1",
        "12 07 00 00 00 00 00 00 00, 7", // longer than it had to be
        "01 00 00 00 00 00 00 00 80, -0.0",
        "02 01 00 00 00 00, ''",
        "02 02 00 00 00 00 00, '\0'",
        "09 e9 03 00 00 00 00 00 00, 1970-01-01T00:00:01.001Z",
        "03 05 00 00 00 00, {}",
        "04 05 00 00 00 00, []",
        "04 0a 00 00 00 0a 37 00 0a 00 00, '[null, null]'", // elements whose names nobody reads
    })
    void keepsDataAsTheBytesThatItWas(String hex, String value) {
        Payload data = ((ClientMessage.Publish) withData(hex)).data();

        assertThat(data).isEqualTo(Payload.of(Format.BSON, HEX.parseHex(hex.replace(" ", ""))));
        Object read = PayloadReader.read(data);
        assertThat(read == null ? null : read.toString()).isEqualTo(value);
    }

    @Test
    void takesIntegersOfBothSizes() {
        assertThat(BSON.decode(map("type", "ping", "id", new BsonInt64(7))).id())
                .isEqualTo(new RequestId.Number(7));
        assertThat(BSON.decode(map("type", "ping", "id", new BsonInt32(7))).id())
                .isEqualTo(new RequestId.Number(7));
        assertThat(PayloadReader.read(BSON.payload(new BsonInt64(7)))).isEqualTo(7L);
    }

    @Test
    void writesIntegersInTheSmallerSizeWhereTheyFit() {
        assertThat(reply(-1)).isEqualTo("10 696400 ffffffff".replace(" ", ""));
        assertThat(reply(Integer.MIN_VALUE)).isEqualTo("10 696400 00000080".replace(" ", ""));
        assertThat(reply(1L << 31)).isEqualTo("12 696400 0000008000000000".replace(" ", ""));
    }

    /** The id's element in an answer. */
    private static String reply(long id) {
        ServerMessage reply = new ServerMessage.Reply(new RequestId.Number(id), new Result.Done());
        String packet = HEX.formatHex(BSON.codec().encode(reply, Revision.V1_1));
        return packet.replaceFirst(".*7265706c7900", "").replaceFirst("03726573756c7400.*", "");
    }

    static Stream<BsonValue> strangeValues() {
        return Stream.of(
                new BsonObjectId(new ObjectId(1, 2)),
                new BsonDecimal128(Decimal128.parse("1.5")),
                new BsonRegularExpression("a.*", "i"),
                new BsonJavaScript("1+1"),
                new BsonJavaScriptWithScope("x", new BsonDocument("x", new BsonInt32(1))),
                new BsonSymbol("s"),
                new BsonDbPointer("n", new ObjectId(1, 2)),
                new BsonTimestamp(1),
                new BsonMinKey(),
                new BsonMaxKey(),
                new BsonUndefined(),
                new BsonBinary((byte) 1, new byte[1]),
                new BsonBinary((byte) 2, new byte[4]),
                new BsonBinary((byte) 4, new byte[16]),
                new BsonBinary((byte) 0x80, new byte[0]),
                new BsonDouble(Double.NaN),
                new BsonDouble(Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @MethodSource("strangeValues")
    void refusesDataThatOtherFormatsCannotExpress(BsonValue value) {
        for (Object data : List.of(value, List.of(1L, value, 2L), map("a", value, "b", 1L))) {
            BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> BSON.decode(publish(data)));

            assertThat(e.reason()).startsWith("data: ").endsWith("cannot be expressed in every format");
            assertThat(e.id()).isEqualTo(new RequestId.Number(1));
        }
    }

    @ParameterizedTest
    @MethodSource("strangeValues")
    void ignoresStrangeValuesOfUnknownPropertiesAndNamesOurs(BsonValue value) {
        assertThat(BSON.decode(map("x", value, "y", List.of(value), "type", "ping")))
                .isEqualTo(new ClientMessage.Ping(null));
        assertThatThrownBy(() -> BSON.decode(map("id", value, "type", "ping")))
                .isInstanceOf(BadMessageException.class)
                .hasMessageStartingWith("id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08 02", // neither true nor false
                "7e",
                "14 00 00 00 00 00 00 00 00",
                "10 01 00",
                "02 02 00 00 00 ff 00",
                "02 03 00 00 00 c0 80 00",
                "02 04 00 00 00 ed a0 80 00",
                "02 02 00 00 00 61 62", // no end
                "03 08 00 00 00 0a ff 00 00", // a name that is no UTF-8
                "04 08 00 00 00 0a ff 00 00",
                "04 08 00 00 00 0a 30 00 01", // no end
                // lengths that are wrong
                "02 00 00 00 00 00",
                "02 ff ff ff ff 00",
                "02 ff ff ff 7f 61 00",
                "05 ff ff ff 7f 00 61",
                "05 ff ff ff ff 00 61",
                "05 00 00 00 80 00 61",
                "05 03 00 00 00 00 61",
                "03 04 00 00 00 00",
                "03 06 00 00 00 00",
                "03 ff ff ff 7f 00",
                "03 00 00 00 00 00",
                "0d ff ff ff 7f 00",
                "0e ff ff ff ff 00",
                "0c ff ff ff 7f 00",
                "0c f4 ff ff 7f 00",
                "0f ff ff ff 7f 00",
                "0f 00 00 00 00 00",
                "0b 61 62",
            })
    void cannotDecodeWhatIsNotBson(String hex) {
        assertThatThrownBy(() -> withData(hex)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "05 00 00 00",
                "04 00 00 00",
                "06 00 00 00 00",
                "05 00 00 00 00 00",
                "00 00 00 00 00",
                "ff ff ff ff 00",
                "ff ff ff 7f 00",
                "05 00 00 00 01",
                "06 00 00 00 00 00",
                "08 00 00 00 0a ff 00 00",
            })
    void cannotDecodeWhatIsNotOneDocument(String hex) {
        byte[] packet = HEX.parseHex(hex.replace(" ", ""));

        assertThatThrownBy(() -> BSON.codec().decode(packet, Revision.V1_1)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @ValueSource(bytes = {3, 4})
    void survivesNestingThatNoStackWould(byte type) {
        byte[] deep = nested(type, 60_000);
        ByteBuffer packet = ByteBuffer.allocate(deep.length + 50).order(ByteOrder.LITTLE_ENDIAN);
        packet.put(BSON.packet(map("type", "ping"))).position(packet.position() - 1);
        packet.put(type).put((byte) 'x').put((byte) 0).put(deep).put((byte) 0);
        byte[] ping = new byte[packet.position()];
        packet.putInt(0, ping.length).get(0, ping);

        assertThat(BSON.codec().decode(ping, Revision.V1_1)).isEqualTo(new ClientMessage.Ping(null));
        assertThatThrownBy(() -> withData(HEX.toHexDigits(type) + HEX.formatHex(deep)))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining("64");
    }

    /** Documents in documents: a length, the element and its end each. */
    private static byte[] nested(byte type, int depth) {
        int length = 5 + 8 * (depth - 1);
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        for (int left = length; left > 5; left -= 8) {
            bytes.putInt(left).put(type).put((byte) '0').put((byte) 0);
        }
        return bytes.putInt(5).array();
    }
}
