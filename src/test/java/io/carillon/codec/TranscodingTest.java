package io.carillon.codec;

import static io.carillon.codec.Wire.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A publisher speaks one format, a member another: what arrives is what was said. */
class TranscodingTest {

    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.ofEpochSecond(0xFFFF_FFFFL),
            Instant.ofEpochSecond(1L << 34),
            Instant.ofEpochMilli(Long.MIN_VALUE),
            Instant.ofEpochMilli(Long.MAX_VALUE));

    static Stream<Arguments> pairs() {
        return Arrays.stream(Wire.values())
                .flatMap(from -> Arrays.stream(Wire.values()).map(to -> Arguments.of(from, to)));
    }

    private static Object received(Wire from, Wire to, Object data) {
        ServerMessage message =
                new ServerMessage.RoomMessage(new RoomName("r"), from.payload(data), Sender.user("ann", "c"), 1);
        return ((Map<?, ?>) to.read(message)).get("data");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void keepsEveryValueThatAllFormatsHave(Wire from, Wire to) {
        Map<String, Object> rich = map(
                "z", 1L,
                "", map("", ""),
                "integers", integers(),
                "doubles",
                        List.of(
                                0.0,
                                -0.0,
                                1.0,
                                -1.5,
                                0.1,
                                1e300,
                                Double.MIN_VALUE,
                                -Double.MIN_VALUE,
                                Double.MIN_NORMAL,
                                Double.MAX_VALUE,
                                0x1p53,
                                9.007199254740993e15),
                "strings", List.of("", "\0", "\"\\/\b\n", "é", "ﷺ", "\uFFFD", "\uFFFF", "🔔", "x".repeat(70_000)),
                "ключ🔔\n", List.of(true, false),
                "nothing", Arrays.asList(null, null),
                "empty", List.of(map(), List.of(), List.of(List.of())),
                "many", Collections.nCopies(70_000, 7L),
                "a", map("b", map("c", List.of(map("d", List.of(1L, map("e", null)))))));

        Object received = received(from, to, rich);

        assertThat(received).isEqualTo(rich);
        assertThat(((Map<?, ?>) received).keySet()).hasToString(rich.keySet().toString());
    }

    /** All around the sizes in which some format writes integers. */
    private static List<Long> integers() {
        List<Long> integers = new ArrayList<>(List.of(Long.MIN_VALUE, Long.MAX_VALUE));
        for (int bits = 0; bits < 63; bits++) {
            for (long around = -1; around <= 1; around++) {
                integers.add((1L << bits) + around);
                integers.add(-(1L << bits) + around);
            }
        }
        return integers;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void keepsValuesThatAreNoMap(Wire from, Wire to) {
        for (Object value : Arrays.asList(null, true, 7L, 1L << 40, -0.0, "", "x", List.of(), List.of(1L), map())) {
            assertThat(received(from, to, value)).isEqualTo(value);
        }
    }

    @Test
    void keepsBinaryValuesBetweenFormatsThatHaveThem() {
        for (int length : new int[] {0, 1, 255, 256, 70_000}) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) 0xFB);

            for (Wire from : List.of(Wire.MSGPACK, Wire.BSON)) {
                assertThat((byte[]) received(from, Wire.MSGPACK, bytes)).isEqualTo(bytes);
                assertThat((byte[]) received(from, Wire.BSON, bytes)).isEqualTo(bytes);
                assertThat(received(from, Wire.JSON, bytes))
                        .isEqualTo(Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    @Test
    void keepsTimesBetweenFormatsThatHaveThem() {
        for (Wire from : List.of(Wire.MSGPACK, Wire.BSON)) {
            assertThat(received(from, Wire.MSGPACK, TIMES)).isEqualTo(TIMES);
            assertThat(received(from, Wire.BSON, TIMES)).isEqualTo(TIMES);
            assertThat(received(from, Wire.JSON, TIMES))
                    .isEqualTo(TIMES.stream().map(Instant::toString).toList());
        }
        assertThat(received(Wire.BSON, Wire.JSON, TIMES.get(1))).isEqualTo("2026-01-02T03:04:05.678Z");
    }

    @Test
    void writesDoublesToJsonSoThatTheyStayDoubles() {
        Object data = List.of(1.0, -0.0, 1e21);
        ServerMessage message =
                new ServerMessage.RoomMessage(new RoomName("r"), Wire.MSGPACK.payload(data), Sender.service("bus"), 1);

        assertThat(new String(Wire.JSON.codec().encode(message, Revision.V1_1), StandardCharsets.UTF_8))
                .contains("\"data\":[1.0,-0.0,1.0E21]");
    }

    @Test
    void saysThatAPayloadIsNoneInsteadOfReadingOn() {
        byte[] list = new byte[200];
        Arrays.fill(list, (byte) 0x91);

        for (Payload broken : List.of(
                Payload.json("[1"),
                Payload.json("["),
                Payload.json("[".repeat(65)),
                Payload.of(Format.JSON, new byte[0]),
                Payload.of(Format.MSGPACK, new byte[0]),
                Payload.of(Format.MSGPACK, new byte[] {(byte) 0xDD, 127, 127, 127, 127}),
                Payload.of(Format.MSGPACK, new byte[] {(byte) 0xC6, 127, 127, 127, 127}),
                Payload.of(Format.MSGPACK, list),
                Payload.of(Format.BSON, new byte[0]),
                Payload.of(Format.BSON, new byte[] {5, 127, 127, 127, 127, 0}),
                Payload.of(Format.BSON, new byte[] {7, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))) {
            assertThatThrownBy(() -> PayloadReader.read(broken)).isInstanceOf(CodecException.class);
        }
    }
}
