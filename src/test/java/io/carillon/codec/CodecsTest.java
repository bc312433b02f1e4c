package io.carillon.codec;

import static io.carillon.codec.Wire.map;
import static io.carillon.codec.Wire.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Format;
import io.carillon.message.Payload;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RequestId;
import io.carillon.message.Result;
import io.carillon.message.Revision;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.message.ServerInfo;
import io.carillon.message.ServerMessage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds in every format: the same messages, with the same properties, and the same mistakes found in them. */
class CodecsTest {

    private static final RequestId ID = new RequestId.Number(1);
    private static final RoomName ROOM = new RoomName("r");

    @ParameterizedTest
    @EnumSource
    void readsPropertiesInAnyOrderAndPassesOverUnknownOnes(Wire wire) {
        ClientMessage message = wire.decode(map(
                "x",
                map("id", 9L, "y", List.of(1L, map())),
                "data",
                List.of(1L, "é🔔"),
                "",
                null,
                "echo",
                false,
                "id",
                "a",
                "Room",
                "other",
                "room",
                "r",
                "y",
                List.of(),
                "type",
                "publish"));

        ClientMessage.Publish publish = (ClientMessage.Publish) message;
        assertThat(publish.id()).isEqualTo(new RequestId.Text("a"));
        assertThat(publish.room()).isEqualTo(ROOM);
        assertThat(publish.echo()).isFalse();
        assertThat(publish.data().format()).isEqualTo(wire.codec().format());
        assertThat(PayloadReader.read(publish.data())).isEqualTo(List.of(1L, "é🔔"));
    }

    @ParameterizedTest
    @EnumSource
    void readsEveryKindOfRequest(Wire wire) {
        assertThat(wire.decode(map("type", "join", "room", "r", "id", 1L)))
                .isEqualTo(new ClientMessage.Join(ID, ROOM, null));
        assertThat(wire.decode(map("type", "leave", "room", "r", "id", 1L)))
                .isEqualTo(new ClientMessage.Leave(ID, ROOM));
        assertThat(wire.decode(map("type", "members", "room", "r", "id", 1L)))
                .isEqualTo(new ClientMessage.Members(ID, ROOM));
        assertThat(wire.decode(map(
                        "type",
                        "history",
                        "room",
                        "r",
                        "since",
                        Long.MAX_VALUE,
                        "limit",
                        1000L,
                        "reverse",
                        true,
                        "id",
                        1L)))
                .isEqualTo(new ClientMessage.History(ID, ROOM, Long.MAX_VALUE, 1000, true));
        assertThat(wire.decode(map("type", "history", "room", "r")))
                .isEqualTo(new ClientMessage.History(null, ROOM, 0, 100, false));
        assertThat(wire.decode(map("type", "info", "id", 1L))).isEqualTo(new ClientMessage.Info(ID));
        assertThat(wire.decode(map("type", "ping"))).isEqualTo(new ClientMessage.Ping(null));
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatAClientSaysAboutItself(Wire wire) {
        ClientMessage.Join join =
                (ClientMessage.Join) wire.decode(map("type", "join", "room", "r", "member", map("name", "Ann")));

        assertThat(join.member()).isNotNull();
        assertThat(PayloadReader.read(join.member())).isEqualTo(map("name", "Ann"));
    }

    @ParameterizedTest
    @EnumSource
    void repeatsAnIdAsItCame(Wire wire) {
        for (Object id : List.of("", "1", "🔔", 0L, -1L, RequestId.LARGEST, -RequestId.LARGEST)) {
            RequestId read = wire.decode(map("type", "ping", "id", id)).id();

            assertThat(wire.read(new ServerMessage.Reply(read, new Result.Done())))
                    .isEqualTo(map("type", "reply", "id", id, "result", map()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MSGPACK", "BSON"})
    void takesAWholeDoubleForAnInteger(Wire wire) {
        assertThat(wire.decode(map("type", "ping", "id", (double) RequestId.LARGEST))
                        .id())
                .isEqualTo(new RequestId.Number(RequestId.LARGEST));
        assertThat(wire.decode(map("type", "history", "room", "r", "since", 3e9, "limit", 10.0)))
                .isEqualTo(new ClientMessage.History(null, ROOM, 3_000_000_000L, 10, false));
        for (double id : new double[] {1.5, 0x1p53, -0x1p53, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> wire.decode(map("type", "ping", "id", id)))
                    .isInstanceOf(BadMessageException.class)
                    .hasMessageStartingWith("id");
        }
    }

    static Stream<Arguments> mistakes() {
        return Arrays.stream(Wire.values())
                .flatMap(wire -> Stream.of(
                                map("type", map()),
                                map("type", map("type", 3L)),
                                map("type", map("type", null)),
                                map("type", map("type", "fly")),
                                map("type", map("type", "PING")),
                                map("type", map("Type", "ping")),
                                map("id", map("type", "ping", "id", null)),
                                map("id", map("type", "ping", "id", true)),
                                map("id", map("type", "ping", "id", map())),
                                map("id", map("type", "ping", "id", RequestId.LARGEST + 1)),
                                map("id", map("type", "ping", "id", Long.MIN_VALUE)),
                                map("room", map("type", "join")),
                                map("room", map("type", "join", "room", 3L)),
                                map("room", map("type", "join", "room", null)),
                                map("room", map("type", "join", "room", "")),
                                map("room", map("type", "join", "room", "a b")),
                                map("room", map("type", "leave", "room", List.of("r"))),
                                map("room", map("type", "members")),
                                map("room", map("type", "history")),
                                map("data", map("type", "publish", "room", "r")),
                                map("echo", map("type", "publish", "room", "r", "data", 1L, "echo", 0L)),
                                map("echo", map("type", "publish", "room", "r", "data", 1L, "echo", null)),
                                map("key", map("type", "publish", "room", "r", "data", 1L, "key", 1L)),
                                map("key", map("type", "publish", "room", "r", "data", 1L, "key", null)),
                                map("key", map("type", "publish", "room", "r", "data", 1L, "key", "")),
                                map("key", map("type", "publish", "room", "r", "data", 1L, "key", "🔔".repeat(256))),
                                map("member", map("type", "join", "room", "r", "member", nested(65))),
                                map("recover", map("type", "join", "room", "r", "recover", 1L)),
                                map("recover", map("type", "join", "room", "r", "recover", List.of())),
                                map("recover.epoch", map("type", "join", "room", "r", "recover", map("offset", 1L))),
                                map("recover.epoch", joinFrom(1L, 1L)),
                                map("recover.offset", map("type", "join", "room", "r", "recover", map("epoch", "e"))),
                                map("recover.offset", joinFrom("e", -1L)),
                                map("recover.offset", joinFrom("e", "1")),
                                map("recover.offset", joinFrom("e", 1.5)),
                                map("since", map("type", "history", "room", "r", "since", "x")),
                                map("since", map("type", "history", "room", "r", "since", -1L)),
                                map("since", map("type", "history", "room", "r", "since", null)),
                                map("limit", map("type", "history", "room", "r", "limit", -1L)),
                                map("limit", map("type", "history", "room", "r", "limit", 1001L)),
                                map("limit", map("type", "history", "room", "r", "limit", List.of(1L))),
                                map("reverse", map("type", "history", "room", "r", "reverse", 1L)))
                        .flatMap(mistake -> mistake.entrySet().stream())
                        .map(mistake -> Arguments.of(wire, mistake.getKey(), mistake.getValue())));
    }

    private static Map<String, Object> joinFrom(Object epoch, Object offset) {
        return map("type", "join", "room", "r", "recover", map("epoch", epoch, "offset", offset));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesThePropertyThatMakesItNoMessage(Wire wire, String property, Map<String, Object> packet) {
        BadMessageException e = catchThrowableOfType(BadMessageException.class, () -> wire.decode(packet));

        assertThat(e.reason()).matches(property.replace(".", "\\.") + "\\b.*");
    }

    @ParameterizedTest
    @EnumSource
    void givesTheIdOfABadRequestBack(Wire wire) {
        BadMessageException e = catchThrowableOfType(
                BadMessageException.class,
                () -> wire.decode(map("room", 3L, "type", "join", "id", -RequestId.LARGEST)));

        assertThat(e.id()).isEqualTo(new RequestId.Number(-RequestId.LARGEST));
    }

    @ParameterizedTest
    @EnumSource
    void takesKeysAndPositionsThatAreRight(Wire wire) {
        Map<String, Object> keyed = publish(1L);
        keyed.put("key", "🔔".repeat(255));

        assertThat(((ClientMessage.Publish) wire.decode(keyed)).key()).isEqualTo("🔔".repeat(255));
        assertThat(wire.decode(map(
                        "type", "join", "recover", map("x", map(), "offset", 0L, "epoch", "e"), "room", "r", "id", 1L)))
                .isEqualTo(new ClientMessage.Join(ID, ROOM, new Position("e", 0), null));
    }

    @ParameterizedTest
    @EnumSource
    void nestsDataUpToSixtyFour(Wire wire) {
        assertThat(PayloadReader.read(wire.payload(nested(64)))).isEqualTo(nested(64));
        for (int depth : new int[] {65, 66, 100}) {
            BadMessageException e =
                    catchThrowableOfType(BadMessageException.class, () -> wire.decode(publish(nested(depth))));

            assertThat(e.reason()).startsWith("data").contains("64");
            assertThat(e.id()).isEqualTo(ID);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ignoresHowDeeplyUnknownPropertiesAreNested(Wire wire) {
        assertThat(wire.decode(map("x", nested(500), "type", "ping"))).isEqualTo(new ClientMessage.Ping(null));
    }

    /** Maps and lists in turn; the depth counts them all. */
    private static Object nested(int depth) {
        Object value = depth % 2 == 0 ? List.of() : map();
        for (int i = 1; i < depth; i++) {
            value = value instanceof List ? map("a", value) : List.of(value);
        }
        return value;
    }

    @ParameterizedTest
    @EnumSource
    void cannotDecodeAPacketThatIsCutOffOrGoesOn(Wire wire) {
        byte[] packet = wire.packet(map("type", "publish", "room", "r", "data", map("a", List.of(1L, 1.5, "x"))));

        for (int length = 0; length < packet.length; length++) {
            byte[] cut = Arrays.copyOf(packet, length);
            assertThatThrownBy(() -> wire.codec().decode(cut, Revision.V1_1))
                    .as("%d of %d bytes", length, packet.length)
                    .isInstanceOf(CodecException.class);
        }
        byte[] longer = Arrays.copyOf(packet, packet.length + 1);
        longer[packet.length] = packet[0];
        assertThatThrownBy(() -> wire.codec().decode(longer, Revision.V1_1)).isInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @EnumSource
    void writesWelcomes(Wire wire) {
        ServerMessage.Welcome welcome = new ServerMessage.Welcome(
                "c", "ann", "n", Revision.V1_0, Format.BSON, 30_000, 10_000, 65_536, 100, 1L << 41);

        assertThat(wire.read(welcome))
                .isEqualTo(map(
                        "type", "welcome",
                        "connection", "c",
                        "user", "ann",
                        "node", "n",
                        "revision", "1.0",
                        "format", "bson",
                        "keepalive", map("interval", 30_000L, "timeout", 10_000L),
                        "limits", map("message", 65_536L, "rooms", 100L),
                        "expires", 1L << 41));
        assertThat(wire.read(new ServerMessage.Welcome("c", "ann", "n", Revision.V1_1, Format.JSON, 1, 2, 3, 4, null)))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .hasSize(8)
                .doesNotContainKey("expires");
    }

    @ParameterizedTest
    @EnumSource
    void writesAnswers(Wire wire) {
        RequestId id = new RequestId.Text("é");

        assertThat(wire.read(new ServerMessage.Reply(ID, new Result.Joined(ROOM))))
                .isEqualTo(map("type", "reply", "id", 1L, "result", map("room", "r")));
        assertThat(wire.read(new ServerMessage.Refusal(id, ErrorCode.TIMEOUT, "too late", null)))
                .isEqualTo(map("type", "error", "id", "é", "code", "timeout", "reason", "too late", "retryable", true));
        assertThat(wire.read(new ServerMessage.Refusal(null, ErrorCode.BAD_REQUEST, "", null)))
                .isEqualTo(map("type", "error", "code", "bad_request", "reason", "", "retryable", false));
        assertThat(wire.read(ServerMessage.Refusal.of(null, RefusedException.later("too fast", 70_000))))
                .isEqualTo(map(
                        "type",
                        "error",
                        "code",
                        "rate_limited",
                        "reason",
                        "too fast",
                        "retryable",
                        true,
                        "retryAfter",
                        70_000L));
        assertThat(wire.read(new ServerMessage.Notice(ServerMessage.Notice.Event.DRAINING, 500)))
                .isEqualTo(map("type", "notice", "event", "draining", "in", 500L));
    }

    @ParameterizedTest
    @EnumSource
    void writesTheServersDescription(Wire wire) {
        ServerInfo info = new ServerInfo(
                "carillon",
                "1",
                Revision.V1_1,
                List.of(Revision.values()),
                List.of(Format.values()),
                "n",
                3,
                "e",
                "v1",
                true);
        Map<String, Object> described = map(
                "name", "carillon",
                "version", "1",
                "revision", "1.1",
                "revisions", List.of("1.0", "1.1"),
                "formats", List.of("json", "msgpack", "bson"),
                "node", "n",
                "nodes", 3L,
                "endpoint", "e",
                "endpointVersion", "v1",
                "draining", true);

        assertThat(wire.read(new ServerMessage.Reply(ID, new Result.Info(info))))
                .isEqualTo(map("type", "reply", "id", 1L, "result", described));
        assertThat(wire.read(new ServerMessage.InfoMessage(info, 1L << 40)))
                .isEqualTo(map(
                        "type",
                        "message",
                        "room",
                        "$server",
                        "data",
                        described,
                        "from",
                        map("service", "server"),
                        "time",
                        1L << 40));
    }

    @ParameterizedTest
    @EnumSource
    void writesMessagesWithTheirDataInsideAndInOrder(Wire wire) {
        Payload data = wire.payload(map("z", 1L, "a", List.of("🔔")));
        ServerMessage message = new ServerMessage.RoomMessage(ROOM, data, Sender.user("bob", "c1"), 1700000000000L);

        Object read = wire.read(message);

        assertThat(read)
                .isEqualTo(map(
                        "type",
                        "message",
                        "room",
                        "r",
                        "data",
                        map("z", 1L, "a", List.of("🔔")),
                        "from",
                        map("user", "bob", "connection", "c1"),
                        "time",
                        1700000000000L));
        assertThat(((Map<?, ?>) ((Map<?, ?>) read).get("data")).keySet()).hasToString("[z, a]");
    }

    @ParameterizedTest
    @EnumSource
    void writesLargeDataWhole(Wire wire) {
        List<String> large = Collections.nCopies(3, "é".repeat(50_000));
        ServerMessage message = new ServerMessage.RoomMessage(ROOM, wire.payload(large), Sender.service("bus"), 1);

        assertThat(wire.read(message))
                .isEqualTo(
                        map("type", "message", "room", "r", "data", large, "from", map("service", "bus"), "time", 1L));
    }
}
