package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies of lines, each of which is a message. */
class IngestTest {

    private static TestServer server;
    private static ApiClient api;

    @BeforeAll
    static void start() {
        server = TestServer.start("limits.message=1KiB", "rooms={\"kept:*\": {stream: {size: 10000}}}");
        api = new ApiClient(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonArray kept(String room) {
        return api.get("/rooms/" + room + "/messages?limit=1000").json().getJsonArray("messages");
    }

    @Test
    void eachLineIsAMessageAndWhatIsWrongIsToldByItsLine() {
        String body = "1\n\n{\"a\": [2]}\r\nnothing\n\"" + "x".repeat(1022) + "\"\n\"" + "x".repeat(1023) + "\"\n"
                + "9223372036854775808\nnull";

        JsonObject answer = api.lines("/rooms/kept:lines/messages", body).json();

        assertThat(answer.getInteger("published")).isEqualTo(4);
        assertThat(answer.getJsonArray("failed").stream()
                        .map(each ->
                                ((JsonObject) each).getInteger("line") + " " + ((JsonObject) each).getString("error")))
                .containsExactly("4 bad_request", "6 too_large", "7 bad_request");
        assertThat(answer.fieldNames()).containsExactlyInAnyOrder("published", "failed");
        assertThat(kept("kept:lines").stream().map(each -> ((JsonObject) each).getValue("data")))
                .containsExactly(1, new JsonObject("{\"a\": [2]}"), "x".repeat(1022), null);
    }

    @Test
    void aBodySentAgainWithItsKeyIsStoredOnce() {
        String body = "1\n2\n3\n";

        JsonObject first = api.lines("/rooms/kept:again/messages", body, "Idempotency-Key", "k")
                .json();
        JsonObject again = api.lines("/rooms/kept:again/messages", body + "4\n", "Idempotency-Key", "k")
                .json();

        assertThat(first).isEqualTo(new JsonObject("{\"published\": 3, \"failed\": []}"));
        assertThat(again).isEqualTo(new JsonObject("{\"published\": 4, \"duplicates\": 3, \"failed\": []}"));
        assertThat(kept("kept:again")).hasSize(4);
    }

    @Test
    void thousandsAreStoredEach() {
        String body = IntStream.range(0, 9000).mapToObj(i -> i + "\n").collect(Collectors.joining());

        HttpAnswer answer = api.lines("/rooms/kept:many/messages", body);

        assertThat(answer.json().getInteger("published")).isEqualTo(9000);
        List<Object> all = new java.util.ArrayList<>();
        for (int since = 0; since < 9000; since += 1000) {
            api.get("/rooms/kept:many/messages?limit=1000&since=" + since)
                    .json()
                    .getJsonArray("messages")
                    .forEach(message -> all.add(((JsonObject) message).getValue("data")));
        }
        assertThat(all)
                .containsExactlyElementsOf(IntStream.range(0, 9000).boxed().toList());
    }

    @Test
    void aKeyBelongsToItsTokensUserAndThoseOfLinesAreNotThoseOfValues() {
        ApiClient other = new ApiClient(server.port(), ApiClient.token("other"));
        String room = "/rooms/kept:owners/messages";

        api.lines(room, "1\n2\n", "Idempotency-Key", "k");
        JsonObject others = other.lines(room, "3\n4\n", "Idempotency-Key", "k").json();
        JsonObject value = api.post(room, "5", "Idempotency-Key", "k:1").json();

        assertThat(others).isEqualTo(new JsonObject("{\"published\": 2, \"failed\": []}"));
        assertThat(value.containsKey("duplicate")).isFalse();
        assertThat(kept("kept:owners")).hasSize(5);
    }

    @Test
    void aTokenThatIsRevokedPublishesNothingMore() {
        String token = Tokens.sign(new JsonObject()
                .put("sub", "leaver")
                .put("scope", "api")
                .put("jti", "leaving")
                .put("exp", Tokens.now() + 60));
        try (RawSocket socket = new RawSocket(server.port());
                Client client = server.connect("ann")) {
            client.join("leaving");
            socket.send(
                    ("POST /api/v1/rooms/leaving/messages HTTP/1.1\r\nHost: carillon\r\nTransfer-Encoding: chunked\r\n"
                                    + "Content-Type: application/x-ndjson\r\nAuthorization: Bearer " + token
                                    + "\r\n\r\n2\r\n1\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.next().getInteger("data")).isEqualTo(1);

            api.post("/revocations", "{\"jti\": \"leaving\"}");
            socket.send("2\r\n2\n\r\n2\r\n3\n\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            HttpAnswer answer = socket.readAnswer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().getString("reason")).isEqualTo("the token was revoked");
            assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
        }
    }

    @Test
    void membersOfARoomWithoutAStreamGetAllInTheirOrder() {
        String body = IntStream.range(0, 3000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        try (Client client = server.connect("ann")) {
            client.join("plain");

            assertThat(api.lines("/rooms/plain/messages", body).json().getInteger("published"))
                    .isEqualTo(3000);

            for (int i = 0; i < 3000; i++) {
                assertThat(client.next().getInteger("data")).isEqualTo(i);
            }
        }
    }

    @Test
    void manyFailuresAreCountedAndTheFirstAreTold() {
        JsonObject answer =
                api.lines("/rooms/plain/messages", "x\n".repeat(500) + "1\n").json();

        assertThat(answer.getInteger("published")).isEqualTo(1);
        assertThat(answer.getJsonArray("failed")).hasSize(100);
        assertThat(answer.getInteger("failedCount")).isEqualTo(500);
    }

    @Test
    void anEmptyBodyPublishesNothing() {
        assertThat(api.lines("/rooms/plain/messages", "").json())
                .isEqualTo(new JsonObject("{\"published\": 0, \"failed\": []}"));
    }

    @Test
    void aRoomThatNobodyMayPublishToIsRefusedAtOnce() {
        HttpAnswer answer = api.lines("/rooms/$server/messages", "1\n");

        assertThat(answer.status()).isEqualTo(403);
    }

    private static RawSocket begin(TestServer at, String room, int length) {
        RawSocket socket = new RawSocket(at.port());
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("Host", List.of("localhost"));
        headers.put("Authorization", List.of("Bearer " + ApiClient.token("s")));
        headers.put("Content-Type", List.of("application/x-ndjson"));
        headers.put("Content-Length", List.of(String.valueOf(length)));
        StringBuilder head = new StringBuilder("POST /api/v1/rooms/" + room + "/messages HTTP/1.1\r\n");
        headers.forEach((name, values) ->
                head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        socket.send(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void whatCameWholeIsPublishedThoughTheClientGoesAway() {
        try (Client client = server.connect("ann")) {
            client.join("cut");
            try (RawSocket socket = begin(server, "cut", 1000)) {
                socket.send("1\n22\n333".getBytes(StandardCharsets.UTF_8));
                assertThat(client.next().getInteger("data")).isEqualTo(1); // as it arrives, not at the end
                assertThat(client.next().getInteger("data")).isEqualTo(22);
            }
            api.post("/rooms/cut/messages", "\"after\"");

            assertThat(client.next().getString("data")).isEqualTo("after");
        }
    }

    @Test
    void whoSendsNoMoreIsAnsweredAtLast() {
        try (TestServer impatient = TestServer.start("api.body-timeout=2s");
                RawSocket socket = begin(impatient, "slow", 1000)) {
            socket.send("1\n2".getBytes(StandardCharsets.UTF_8));

            HttpAnswer answer = socket.readAnswer();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.json().getString("reason")).contains("1 lines were published");
        }
    }
}
