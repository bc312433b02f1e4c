package io.carillon.service;

import static io.carillon.support.BridgeClient.claims;
import static io.carillon.support.BridgeClient.frame;
import static io.carillon.support.BridgeClient.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.BridgeClient;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service that is not on the JVM may have done by way of the TCP bridge of one of two nodes. */
@Tag("slow")
class TcpBridgeTest {

    private static final Path EXAMPLE = Path.of("examples", "bridge", "bridge.mjs");

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;
    private static BridgeClient service;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        cluster = new TestCluster(directory);
        String[] settings = {
            "limits.message=1KiB",
            "limits.handshake=10s",
            "bridge.tcp.port=0",
            "auth.jwt.leeway=10s",
            "call.timeout=30s",
            "events=true",
            "auth.default.call=['**']",
            "rooms={\"orders:*\": {stream: true, bus: true}, heard: {bus: true}, \"p:*\": {presence: true}, orders: {schema: \""
                    + BusRefusalsTest.schema(directory) + "\"}}"
        };
        one = cluster.start(settings);
        two = cluster.start(settings);
        service = BridgeClient.of(port(), token());
    }

    @AfterAll
    static void stop() {
        service.close();
        cluster.close();
    }

    private static int port() {
        return one.carillon().bridgePort().orElseThrow();
    }

    private static JsonObject json(Object... entries) {
        return new JsonObject(FormatClient.map(entries));
    }

    private static String failure(JsonObject answer) {
        return answer.getString("type").equals("err")
                ? answer.getInteger("failureCode") + " " + answer.getString("message")
                : answer.encode();
    }

    // ---- what may be done

    @Test
    void aServicePublishesToMembersOfAllNodes() {
        try (Client here = one.connect("ann");
                Client there = two.connect("bob")) {
            here.join("orders:1");
            there.join("orders:1");

            JsonObject stored = service.ask("carillon.publish", json("room", "orders:1", "data", json("n", 1)));

            assertThat(stored.getJsonObject("body").getLong("offset")).isEqualTo(1);
            for (Client client : List.of(here, there)) {
                JsonObject message = client.next();
                assertThat(message.getJsonObject("data")).isEqualTo(json("n", 1));
                assertThat(message.getJsonObject("from")).isEqualTo(json("service", "bridge"));
            }
        }
    }

    static List<String> operations() {
        return new ArrayList<>(new ServiceTable(null, null).names());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationIsThere(String operation) {
        JsonObject body = json("room", "p:1", "data", 1, "user", "nobody");
        if (operation.equals("history")) {
            body.put("room", "orders:none");
        }
        assertThat(service.ask("carillon." + operation, body).getString("type")).isEqualTo("message");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("io.carillon.service.BusRefusalsTest#refused")
    void whatIsWrongIsRefusedAsOnTheEventBus(String operation, String what, Object body, String failure) {
        assertThat(failure(service.ask("carillon." + operation, body))).isEqualTo(failure);
    }

    @Test
    void whoAsksForTheReasonIsToldIt() {
        service.write(frame(
                "send",
                "carillon.publish",
                "replyAddress",
                "r",
                "headers",
                json("reason", "true"),
                "body",
                json("room", "r")));

        assertThat(service.read())
                .isEqualTo(frame(
                        "err",
                        "r",
                        "sourceAddress",
                        "carillon.publish",
                        "failureCode",
                        400,
                        "failureType",
                        "RECIPIENT_FAILURE",
                        "message",
                        "bad_request: data is missing"));
    }

    @Test
    void requestsTakeEffectInTheOrderOfTheirFramesAndMoreThanAreTakenAtATimeWait() {
        try (Client client = one.connect("ann");
                BridgeClient fast = BridgeClient.of(port(), token())) {
            client.join("orders:many");
            for (int i = 0; i < 1_000; i++) {
                fast.write(frame("send", "carillon.publish", "body", json("room", "orders:many", "data", i)));
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.next().getValue("data")).isEqualTo((long) i);
            }
        }
    }

    // ---- who may

    @Test
    void withoutATokenNothingIsDone() {
        try (BridgeClient stranger = new BridgeClient(port())) {
            for (String type : List.of("send", "publish", "register", "unregister")) {
                stranger.write(frame(type, "carillon.info"));
                assertThat(stranger.read()).isEqualTo(json("type", "err", "message", "access_denied"));
            }
            stranger.write(json("type", "ping"));
            assertThat(stranger.read()).isEqualTo(json("type", "pong"));
            assertThat(failure(stranger.ask("carillon.info", null))).isEqualTo("403 access_denied");
            assertThat(stranger.read()).isEqualTo(json("type", "err", "message", "access_denied")); // its time is over
            assertThat(stranger.read()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api, 60, admitted",
        "other api, 60, admitted",
        "admin, 60, access_denied",
        "'', 60, access_denied",
        "api, -60, access_denied"
    })
    void aTokenNeedsTheScopeAndItsTime(String scope, int seconds, String outcome) {
        String token = Tokens.sign(claims().put("scope", scope).put("exp", Tokens.now() + seconds));
        try (BridgeClient stranger = new BridgeClient(port())) {
            stranger.write(frame("send", "carillon.info", "headers", json("authorization", "Bearer " + token)));
            stranger.write(frame("send", "carillon.info", "replyAddress", "r"));
            JsonObject first = stranger.read();
            assertThat(first.getString("type").equals("message") ? "admitted" : first.getString("message"))
                    .isEqualTo(outcome);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer x.y.z", ""})
    void whatIsNoTokenIsDenied(String authorization) {
        try (BridgeClient stranger = new BridgeClient(port())) {
            stranger.write(frame("send", "carillon.info", "headers", json("authorization", authorization)));
            assertThat(stranger.read()).isEqualTo(json("type", "err", "message", "access_denied"));
        }
    }

    @Test
    void aTokenThatExpiresEndsTheConnectionAndAnotherOneInTimeDoesNot() {
        String brief = Tokens.sign(claims().put("exp", Tokens.now() - 2)); // within the leeway
        try (BridgeClient ends = BridgeClient.of(port(), brief);
                BridgeClient goesOn = BridgeClient.of(port(), brief)) {
            goesOn.write(frame(
                    "send",
                    "carillon.info",
                    "replyAddress",
                    "r",
                    "headers",
                    json("authorization", "bearer " + token())));
            assertThat(goesOn.read().getString("type")).isEqualTo("message");

            assertThat(ends.read()).isEqualTo(json("type", "err", "message", "token_expired"));
            assertThat(ends.read()).isNull();
            assertThat(goesOn.ask("carillon.info", null).getString("type")).isEqualTo("message");
        }
    }

    @Test
    void aTokenThatIsRevokedEndsTheConnection() {
        String token = Tokens.sign(claims().put("jti", "bridge-token"));
        try (BridgeClient client = BridgeClient.of(port(), token)) {
            JsonObject revoked = service.ask("carillon.revoke", json("jti", "bridge-token"));

            assertThat(revoked.getJsonObject("body")).isEqualTo(json("affected", 1));
            assertThat(client.read()).isEqualTo(json("type", "err", "message", "token_revoked"));
            assertThat(client.read()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "send, carillon.call.add",
        "send, carillon.room.heard",
        "send, carillon.events",
        "send, carillon.nothing",
        "send, carillon.",
        "send, '__vertx.nodeInfo'",
        "publish, carillon.publish",
        "publish, carillon.room.heard",
        "register, carillon.publish",
        "register, carillon.node",
        "register, anything",
        "unregister, anything"
    })
    void nothingElseOfTheEventBusCanBeReached(String type, String address) {
        service.write(frame(type, address, "body", json("a", 1)));
        assertThat(service.read()).isEqualTo(json("type", "err", "message", "access_denied"));
    }

    // ---- what is heard

    @Test
    void aServiceHearsRoomsOnceHoweverOftenItRegisters() {
        try (BridgeClient listener = BridgeClient.of(port(), token())) {
            listener.register("carillon.room.heard");
            listener.register("carillon.room.heard");
            try (Client client = two.connect("ann")) {
                client.join("heard");
                client.result(json("type", "publish", "room", "heard", "data", List.of(1)));
                JsonObject message = listener.read();
                assertThat(message.getString("address")).isEqualTo("carillon.room.heard");
                assertThat(message.getValue("body")).isEqualTo(new JsonArray().add(1));
                assertThat(message.getJsonObject("headers").getString("user")).isEqualTo("ann");
                assertThat(message.getBoolean("send")).isFalse();

                listener.write(frame("unregister", "carillon.room.heard"));
                listener.ask("carillon.info", null);
                client.result(json("type", "publish", "room", "heard", "data", 2));
                assertThat(listener.ask("carillon.info", null).getString("type"))
                        .isEqualTo("message");
            }
        }
    }

    @Test
    void callsOfAServiceThatGoesAreUnavailable() {
        try (Client client = two.connect("ann")) {
            try (BridgeClient answering = BridgeClient.of(port(), token())) {
                answering.register("carillon.call.goes");
                client.send(json("type", "call", "id", 1, "method", "goes", "data", 1));
                answering.read();
            }
            assertThat(client.next().getString("code")).isEqualTo("unavailable");
        }
    }

    @Test
    void anAnswerThatNoFormatHasIsInternal() {
        try (Client client = two.connect("ann");
                BridgeClient answering = BridgeClient.of(port(), token())) {
            answering.register("carillon.call.odd");
            client.send(json("type", "call", "id", 1, "method", "odd", "data", 1));
            answering.write(frame(
                    "send",
                    answering.read().getString("replyAddress"),
                    "body",
                    new BigInteger("123456789012345678901234567890")));
            assertThat(client.next().getString("code")).isEqualTo("internal");
            assertThat(answering.read().getString("message")).isEqualTo("invalid_body");
        }
    }

    @Test
    void aServiceAnswersCallsOrRefusesThem() {
        try (BridgeClient answering = BridgeClient.of(port(), token());
                Client client = two.connect("ann")) {
            answering.register("carillon.call.double");
            client.send(json("type", "call", "id", 1, "method", "double", "data", 21));
            JsonObject call = answering.read();
            assertThat(call.getValue("body")).isEqualTo(21);
            assertThat(call.getJsonObject("headers").getString("user")).isEqualTo("ann");
            answering.write(frame("send", call.getString("replyAddress"), "body", 42));
            assertThat(client.next().getValue("result")).isEqualTo(42L);

            client.send(json("type", "call", "id", 2, "method", "double", "data", "x"));
            answering.write(frame(
                    "send",
                    answering.read().getString("replyAddress"),
                    "failureCode",
                    400,
                    "message",
                    "bad_request: not a number"));
            JsonObject refused = client.next();
            assertThat(refused.getString("code")).isEqualTo("bad_request");
            assertThat(refused.getString("reason")).isEqualTo("not a number");
        }
    }

    // ---- without Java

    @Test
    void theDocumentsExampleRunsInNode() throws Exception {
        Process node = new ProcessBuilder("node", EXAMPLE.toString(), String.valueOf(port()), token())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
                Client client = two.connect("ann")) {
            List<String> lines = new ArrayList<>(List.of(said.readLine()));
            while (lines.size() < 2 || !lines.toString().contains("epoch")) {
                lines.add(said.readLine());
            }
            assertThat(lines).anyMatch(line -> line.equals("carillon.room.orders:ann {\"article\":\"bell\"}"));

            JsonObject sum = client.ask(json("type", "call", "method", "add", "data", List.of(19, 23)));

            assertThat(sum.getValue("result")).isEqualTo(42L);
        } finally {
            node.destroy();
            node.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theExampleIsWhatTheDocumentShows() throws IOException {
        assertThat(Files.readString(Path.of("docs", "services.md")))
                .contains("```js\n" + Files.readString(EXAMPLE) + "```\n");
    }
}
