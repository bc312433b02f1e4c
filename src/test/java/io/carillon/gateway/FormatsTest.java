package io.carillon.gateway;

import static io.carillon.support.FormatClient.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.FormatClient;
import io.carillon.support.Packets;
import io.carillon.support.RawSocket;
import io.carillon.support.Scenario;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonMaxKey;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.msgpack.value.ValueFactory;

/** The formats over real sockets: the same conversation in each, and from each to each. */
class FormatsTest {

    private static final byte[] BYTES = {0, 1, (byte) 0xFF, (byte) 0x80};
    private static final Instant TIME = Instant.parse("2026-11-21T11:22:33.456Z");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "endpoints={carillon: {}, zenith: {preset: zenith}}", "auth.default.send=['b*', '{sub}']");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static FormatClient connect(String user, Packets packets) {
        JsonArray verbs =
                new JsonArray().add("join").add("publish").add("members").add("history");
        String token = Tokens.of(user, new JsonObject().put("**", verbs));
        return FormatClient.connect(server.port(), "/ws", token, packets, packets.subprotocol());
    }

    @ParameterizedTest
    @EnumSource
    void aConversationIsTheSameInEveryFormat(Packets packets) {
        Map<String, String> known = Map.of("node", server.carillon().node(), "format", packets.format());

        new Scenario(user -> connect(user, packets), known).play("rooms.txt");
    }

    @ParameterizedTest
    @EnumSource
    void messagesPastAllRoomsAreTheSameInEveryFormat(Packets packets) {
        Map<String, String> known = Map.of("node", server.carillon().node(), "format", packets.format());

        new Scenario(user -> connect(user, packets), known).play("directs.txt");
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Packets.values())
                .flatMap(from -> Stream.of(Packets.values()).map(to -> Arguments.of(from, to)));
    }

    /** What every format can express. */
    private static Map<String, Object> rich() {
        Map<String, Object> deep = map("end", null);
        for (int i = 0; i < 61; i++) {
            deep = map("d", deep);
        }
        return map(
                "integers",
                List.of(0L, -1L, 127L, 128L, -129L, 65_536L, 1L << 31, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE),
                "doubles",
                List.of(0.1, -0.0, 1.0, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, 123_456_789_012_345_680.0),
                "texts",
                List.of("", "a", "grüße", "🔔", "\u0000\u001f\"\\/", "\uFFFF", "x".repeat(300)),
                "flags",
                Arrays.asList(true, false, null),
                "empty",
                List.of(List.of(), map(), ""),
                "",
                "a key without a letter",
                "schlüssel 🔑",
                map("b", 1L, "a", 2L, "0", 3L),
                "deep",
                deep);
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @MethodSource("pairs")
    void everyValueArrivesAsItWasSent(Packets from, Packets to) {
        try (FormatClient receiver = connect("bob", to);
                FormatClient publisher = connect("ann", from)) {
            receiver.join("r");
            publisher.join("r");

            publisher.publish("r", rich());

            Map<String, Object> message = receiver.next();
            assertThat(message.get("data")).isEqualTo(rich());
            assertThat(((Map<?, ?>) message.get("data")).keySet().toArray())
                    .isEqualTo(rich().keySet().toArray());
            assertThat(message.get("from")).isEqualTo(map("user", "ann", "connection", publisher.id()));
        }
    }

    @ParameterizedTest(name = "from {0} to {1}")
    @MethodSource("pairs")
    void bytesAndTimesBecomeTextsInJson(Packets from, Packets to) {
        if (from == Packets.JSON) {
            return; // it has neither
        }
        try (FormatClient receiver = connect("bob", to);
                FormatClient publisher = connect("ann", from)) {
            receiver.join("r");
            publisher.join("r");

            publisher.publish("r", List.of(BYTES, new byte[0], TIME, Instant.EPOCH));

            List<?> data = (List<?>) receiver.next().get("data");
            if (to == Packets.JSON) {
                assertThat(data)
                        .isEqualTo(List.of(
                                Base64.getEncoder().encodeToString(BYTES),
                                "",
                                "2026-11-21T11:22:33.456Z",
                                "1970-01-01T00:00:00Z"));
            } else {
                assertThat((byte[]) data.get(0)).isEqualTo(BYTES);
                assertThat((byte[]) data.get(1)).isEmpty();
                assertThat(data.subList(2, 4)).isEqualTo(List.of(TIME, Instant.EPOCH));
            }
        }
    }

    static Stream<Arguments> inexpressible() {
        return Stream.of(
                Arguments.of(
                        Packets.JSON, "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"data\":9223372036854775808}"),
                Arguments.of(Packets.JSON, "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"data\":[1e309]}"),
                Arguments.of(Packets.JSON, "{\"type\":\"publish\",\"id\":1,\"room\":\"r\",\"data\":\"\\ud800\"}"),
                Arguments.of(Packets.MSGPACK, Double.NaN),
                Arguments.of(Packets.MSGPACK, Double.NEGATIVE_INFINITY),
                Arguments.of(Packets.MSGPACK, new java.math.BigInteger("18446744073709551615")),
                Arguments.of(Packets.MSGPACK, ValueFactory.newExtension((byte) 5, BYTES)),
                Arguments.of(
                        Packets.MSGPACK,
                        ValueFactory.newMap(ValueFactory.newInteger(1), ValueFactory.newString("integer key"))),
                Arguments.of(Packets.BSON, new BsonObjectId()),
                Arguments.of(Packets.BSON, new BsonRegularExpression("a")),
                Arguments.of(Packets.BSON, new BsonMaxKey()),
                Arguments.of(Packets.BSON, Double.NaN));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("inexpressible")
    void whatNotEveryFormatCanExpressIsABadRequestThatSaysSo(Packets packets, Object data) {
        try (FormatClient client = connect("ann", packets)) {
            client.join("r");
            if (packets == Packets.JSON) {
                client.socket().sendText((String) data);
            } else {
                client.send(map("type", "publish", "id", 1L, "room", "r", "data", List.of(data)));
            }

            Map<String, Object> error = client.next();

            assertThat(error)
                    .containsEntry("type", "error")
                    .containsEntry("id", 1L)
                    .containsEntry("code", "bad_request");
            assertThat((String) error.get("reason")).startsWith("data: ");
            assertThat(client.drain()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesWithDataInvalidOnWhatCannotBeDecoded(Packets packets) {
        byte[] whole = packets.write(map("type", "ping", "id", 1L));
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        byte[] less = Arrays.copyOf(whole, whole.length - 1);
        byte[] list = packets == Packets.MSGPACK ? new byte[] {(byte) 0x90} : "[]".getBytes();
        more[whole.length] = '1';
        for (byte[] packet : List.of(more, less, list, new byte[0])) {
            try (FormatClient client = connect("ann", packets)) {
                client.sendPacket(packet);

                RawSocket.Frame close = client.awaitClose();
                assertThat(close.closeCode()).isEqualTo(1007);
                assertThat(close.closeReason()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesWithUnsupportedOnTheOtherKindOfFrame(Packets packets) {
        try (FormatClient client = connect("ann", packets)) {
            client.socket().send(RawSocket.frame(0x80 | (3 - packets.opcode()), "{}".getBytes()));

            assertThat(client.awaitClose().closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void aLegacyClientKnowsNothingOfStreams() {
        JsonArray verbs = new JsonArray().add("join").add("publish").add("history");
        String token = Tokens.of("old", new JsonObject().put("**", verbs));
        try (FormatClient old =
                FormatClient.connect(server.port(), "/Zenith?version=1.6", token, Packets.BSON, "ZenithBson")) {
            assertThat(old.welcome()).containsEntry("revision", "1.0").containsEntry("format", "bson");
            assertThat(old.result(map("type", "join", "room", "r", "recover", 5L)))
                    .isEqualTo(map("room", "r"));
            assertThat(old.result(map("type", "publish", "room", "r", "data", 1L, "key", 5L)))
                    .isEmpty();
            assertThat(old.ask(map("type", "history", "room", "r")))
                    .containsEntry("code", "bad_request")
                    .containsEntry("reason", "type is unknown: \"history\"");
        }
    }
}
