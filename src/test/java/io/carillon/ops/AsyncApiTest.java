package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.ServerMessage;
import io.carillon.support.ApiDocument;
import io.carillon.support.Application;
import io.carillon.support.FormatClient;
import io.carillon.support.HttpAnswer;
import io.carillon.support.MemoryStreams;
import io.carillon.support.Packets;
import io.carillon.support.RawSocket;
import io.carillon.support.Scenario;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the protocol: how it is served, and that it is true. */
class AsyncApiTest {

    @TempDir
    private Path directory = Path.of("");

    private static TestServer server;
    private static ApiDocument document;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        document = ApiDocument.parse(ask(server, "GET", Map.of()).body());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpAnswer ask(TestServer of, String method, Map<String, List<String>> more) {
        Map<String, List<String>> headers = new LinkedHashMap<>(more);
        headers.put("Host", List.of("127.0.0.1"));
        try (RawSocket socket = new RawSocket(of.port())) {
            return method.equals("HEAD")
                    ? socket.requestHead("/asyncapi.yaml", headers)
                    : socket.request(method + " /asyncapi.yaml HTTP/1.1", headers);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isServedToAnybodyInEveryMode(boolean dev) {
        try (TestServer either = TestServer.start(dev)) {
            HttpAnswer answer = ask(either, "GET", Map.of());

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).isEqualTo("application/asyncapi+yaml; version=3.0.0");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(ApiDocument.parse(answer.body()).root().getString("asyncapi"))
                    .isEqualTo("3.0.0");
        }
    }

    @Test
    void isCachedAndAskedForAgainByItsTag() {
        HttpAnswer answer = ask(server, "GET", Map.of());
        String tag = answer.header("ETag");

        HttpAnswer same = ask(server, "GET", Map.of("If-None-Match", List.of(tag)));
        HttpAnswer other = ask(server, "GET", Map.of("If-None-Match", List.of("\"another\"")));

        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);
        assertThat(same.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(answer.body());
    }

    @Test
    void aHeadIsAnsweredAsAGetWithoutItsBody() {
        HttpAnswer get = ask(server, "GET", Map.of());

        HttpAnswer head = ask(server, "HEAD", Map.of());

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers()).isEqualTo(get.headers());
    }

    @Test
    void takesNoOtherMethod() {
        HttpAnswer answer = ask(server, "POST", Map.of("Content-Length", List.of("0")));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.json().getString("error")).isEqualTo("bad_request");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.resolved(document.root()).toString()).doesNotContain("$ref");
    }

    @Test
    void describesExactlyTheMessagesThatThereAre() {
        Map<String, String> otherwise =
                Map.of("refusal", "error", "roomMessage", "message", "infoMessage", "serverInfo");
        Set<String> kinds = Stream.of(ClientMessage.class, ServerMessage.class)
                .flatMap(side -> Stream.of(side.getPermittedSubclasses()))
                .map(Class::getSimpleName)
                .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1))
                .map(name -> otherwise.getOrDefault(name, name))
                .collect(Collectors.toSet());

        assertThat(document.messages()).isEqualTo(kinds);
    }

    @Test
    void everyChannelHasEveryMessageAndAnOperationForIt() {
        JsonObject channels = document.root().getJsonObject("channels");
        JsonObject operations = document.root().getJsonObject("operations");
        assertThat(channels.fieldNames()).containsExactlyInAnyOrder("carillon", "zenith", "tachyon");
        for (String channel : channels.fieldNames()) {
            Set<String> used = new HashSet<>();
            operations.forEach(entry -> collect("#/channels/" + channel + "/messages/", entry.getValue(), used));

            assertThat(channels.getJsonObject(channel).getJsonObject("messages").fieldNames())
                    .isEqualTo(document.messages())
                    .isEqualTo(used);
        }
    }

    private static void collect(String prefix, Object value, Set<String> found) {
        if (value instanceof JsonObject map) {
            if (map.getValue("$ref") instanceof String reference && reference.startsWith(prefix)) {
                found.add(reference.substring(prefix.length()));
            }
            map.forEach(entry -> collect(prefix, entry.getValue(), found));
        } else if (value instanceof JsonArray list) {
            list.forEach(element -> collect(prefix, element, found));
        }
    }

    @Test
    void namesNoErrorCodeThatThereIsNot() {
        JsonObject codes = (JsonObject) document.find("#/components/schemas/errorCode");
        List<String> known = Stream.of(ErrorCode.values()).map(ErrorCode::code).toList();

        assertThat(known)
                .containsAll(codes.getJsonArray("enum").stream()
                        .map(String.class::cast)
                        .toList());
    }

    @Test
    void itsExamplesAreWhatItDescribes() {
        for (String kind : document.messages()) {
            JsonObject message = (JsonObject) document.find("#/components/messages/" + kind);
            assertThat(message.getJsonArray("examples")).as(kind).isNotEmpty();
            message.getJsonArray("examples")
                    .forEach(example -> assertThat(document.problem(
                                    kind,
                                    ((JsonObject) example)
                                            .getJsonObject("payload")
                                            .getMap()))
                            .as(kind)
                            .isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConversationIsAsDescribed(Packets packets) {
        converse(server, packets, "rooms.txt");
    }

    @ParameterizedTest
    @EnumSource
    void aConversationInAStreamRoomIsAsDescribed(Packets packets) {
        try (TestServer streaming = TestServer.start(new MemoryStreams(), "rooms={kept: {stream: {size: 3}}}")) {
            converse(streaming, packets, "streams.txt");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConversationPastAllRoomsIsAsDescribed(Packets packets) {
        try (TestServer sending = TestServer.start("auth.default.send=['b*', '{sub}']")) {
            converse(sending, packets, "directs.txt");
        }
    }

    @Test
    void aConversationWithServicesIsAsDescribedInEveryFormat(@TempDir Path directory) {
        try (TestCluster cluster = new TestCluster(directory);
                TestServer node = cluster.start("auth.default.call=['shop.*']");
                Application application = new Application(cluster.xml())) {
            application.serve("carillon.call.shop.echo", message -> message.reply(message.body()));
            application.serve("carillon.call.shop.refuse", message -> message.fail(400, (String) message.body()));
            for (Packets packets : Packets.values()) {
                converse(node, packets, "calls.txt");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConversationInARoomWithPresenceIsAsDescribed(Packets packets) {
        String rooms = "rooms={\"**\": {presence: true}, crowd: {members-visible: false}, kept: {stream: true},"
                + " plain: {presence: false}}";
        try (TestServer present = TestServer.start(new MemoryStreams(), rooms)) {
            converse(present, packets, "presence.txt");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConversationInARoomWithASchemaIsAsDescribed(Packets packets) throws IOException {
        Path file = Files.writeString(
                directory.resolve("order.json"),
                "{\"type\": \"object\", \"required\": [\"qty\"], \"properties\": {\"qty\": {\"minimum\": 1},"
                        + " \"lines\": {\"items\": {\"type\": \"number\"}}}}");
        String rooms = "rooms={\"orders:*\": {schema: \"" + file + "\"}, \"orders:free\": {schema: false}}";
        try (TestServer checking = TestServer.start(rooms)) {
            converse(checking, packets, "schemas.txt");
        }
    }

    private static void converse(TestServer with, Packets packets, String file) {
        Map<String, String> known = Map.of("node", with.carillon().node(), "format", packets.format());
        Scenario scenario = new Scenario(
                user -> FormatClient.connect(with.port(), "/ws", Tokens.of(user), packets, packets.subprotocol()),
                known);

        List<Scenario.Line> spoken = scenario.play(file);

        for (int i = 0; i < spoken.size(); i++) {
            Scenario.Line line = spoken.get(i);
            if (line.said()) {
                checkRequest(line, answer(spoken.subList(i + 1, spoken.size()), line.who()));
            } else {
                assertThat(document.problem(ApiDocument.kindOf(line.message()), line.message()))
                        .as(line.toString())
                        .isEmpty();
            }
        }
    }

    /** What somebody heard before saying anything else; empty where that was nothing. */
    private static Map<String, Object> answer(List<Scenario.Line> after, String who) {
        return after.stream()
                .filter(line -> line.who().equals(who))
                .findFirst()
                .filter(line -> !line.said())
                .map(Scenario.Line::message)
                .orElse(Map.of());
    }

    /** What the server calls a bad request must not be described as a good one, and the other way round. */
    private static void checkRequest(Scenario.Line line, Map<String, Object> answer) {
        Object type = line.message().get("type");
        boolean described = document.messages().contains(type)
                && document.problem((String) type, line.message()).isEmpty();

        assertThat(described).as(line.toString()).isEqualTo(!"bad_request".equals(answer.get("code")));
        if ("reply".equals(answer.get("type"))) {
            assertThat(document.resultProblem((String) type, answer.get("result")))
                    .as(line.toString())
                    .isEmpty();
        }
    }
}
