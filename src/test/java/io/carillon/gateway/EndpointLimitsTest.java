package io.carillon.gateway;

import static io.carillon.support.Handshakes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Handshakes;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits of single endpoints beside those of the server, over real sockets. */
class EndpointLimitsTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("limits.message=2KiB", """
                endpoints={
                  main: {},
                  small: {path: /small, limits: {message: 256, rooms: 1}},
                  single: {path: /single, limits: {connections: 1}},
                  slow: {path: /slow, limits: {messages-per-second: 4}},
                  strict: {path: /strict, limits: {errors-per-second: 3}},
                  handshakes: {path: /handshakes, limits: {handshakes-per-second: 2}},
                  addresses: {path: /addresses, limits: {handshakes-per-address: 2}},
                  pinged: {path: /pinged, keepalive: {interval: 50ms, timeout: 100ms}},
                  mapped: {path: "/mapped/:tenant", close-codes: {1003: 1008, 1002: 4321}}}""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Client connect(String path) {
        return Client.connect(server.port(), path, Tokens.of("ann"));
    }

    private static HttpAnswer shakeHands(String path) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("ann")));
        return Handshakes.ask(server, "GET " + path + " HTTP/1.1", headers);
    }

    private static JsonObject ping() {
        return new JsonObject().put("type", "ping");
    }

    @Test
    void announcesThoseOfTheEndpoint() {
        try (Client small = connect("/small");
                Client main = connect("/ws");
                Client pinged = connect("/pinged")) {
            assertThat(small.welcome().getJsonObject("limits"))
                    .isEqualTo(new JsonObject().put("message", 256).put("rooms", 1));
            assertThat(main.welcome().getJsonObject("limits"))
                    .isEqualTo(new JsonObject().put("message", 2048).put("rooms", 100));
            assertThat(pinged.welcome().getJsonObject("keepalive"))
                    .isEqualTo(new JsonObject().put("interval", 50).put("timeout", 100));
        }
    }

    @Test
    void closesWithTooLargeAboveTheEndpointsOwnLimitOnly() {
        JsonObject large = ping().put("padding", "x".repeat(300));
        try (Client main = connect("/ws");
                Client small = connect("/small")) {
            assertThat(main.ask(large).getString("type")).isEqualTo("reply");

            small.send(large);

            assertThat(small.awaitClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void countsTheRoomsThatTheEndpointAllows() {
        try (Client small = connect("/small")) {
            small.join("a");

            JsonObject refused = small.ask(Client.message("join", "b"));

            assertThat(refused.getString("code")).isEqualTo("limit_exceeded");
            assertThat(refused.getString("reason")).contains("1");
        }
    }

    @Test
    void hasPlacesOfItsOwn() {
        try (Client only = connect("/single");
                Client other = connect("/ws")) {
            assertRefused(shakeHands("/single"), 503, "unavailable");
            assertThat(only.drain()).isEmpty();
            assertThat(other.drain()).isEmpty();
        }
    }

    @Test
    void countsHandshakesOfTheEndpointAndOfAnAddress() {
        for (String path : List.of("/handshakes", "/addresses")) {
            List<HttpAnswer> answers = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> shakeHands(path))
                    .toList();
            HttpAnswer refused = answers.stream()
                    .filter(answer -> answer.status() != 101)
                    .findFirst()
                    .orElseThrow();
            assertRefused(refused, 429, "rate_limited");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(answers.get(0).status()).isEqualTo(101);
        }
        assertThat(shakeHands("/ws").status()).isEqualTo(101);
    }

    @Test
    void refusesMessagesAboveTheRateSaysWhenToTryAgainAndClosesOnWhoGoesOn() {
        try (Client slow = connect("/slow")) {
            JsonObject answer = slow.ask(ping());
            int answered = 1;
            while (answer.getString("type").equals("reply")) {
                answer = slow.ask(ping());
                answered++;
            }
            assertThat(answered).isGreaterThan(4);
            assertThat(answer.getString("code")).isEqualTo("rate_limited");
            assertThat(answer.getBoolean("retryable")).isTrue();
            assertThat(answer.getLong("retryAfter")).isBetween(1L, 250L);
            for (int i = 0; i < 200; i++) { // also where a pause among them is as good as a quiet second
                slow.send(new JsonObject().put("type", "nonsense"));
            }

            RawSocket.Frame close = slow.awaitClose();

            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).contains("too many messages");
        }
    }

    @Test
    void closesOnWhoCausesTooManyErrors() {
        try (Client strict = connect("/strict")) {
            for (int i = 0; i < 100; i++) {
                assertThat(strict.ask(ping()).getString("type")).isEqualTo("reply");
            }
            for (int i = 0; i < 20; i++) {
                strict.send(Client.message("leave", "nowhere"));
            }

            RawSocket.Frame close = strict.awaitClose();

            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).contains("too many errors");
        }
    }

    @Test
    void pingsAsTheEndpointSays() {
        try (Client pinged = connect("/pinged")) {
            assertThat(pinged.socket().readFrame().opcode()).isEqualTo(0x9);
            RawSocket.Frame close = pinged.awaitClose();
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).isEqualTo("no pong in time");
        }
    }

    @Test
    void sendsTheCloseCodesThatTheEndpointSays() {
        try (Client binary = connect("/mapped/acme");
                Client malformed = connect("/mapped/acme");
                Client text = connect("/mapped/acme")) {
            binary.socket().send(RawSocket.frame(0x82, new byte[] {1}));
            assertThat(binary.awaitClose().closeCode()).isEqualTo(1008);
            malformed.socket().send(RawSocket.frame(0xC1, new byte[] {1}));
            assertThat(malformed.awaitClose().closeCode()).isEqualTo(4321);
            text.socket().sendText("no JSON");
            assertThat(text.awaitClose().closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void reachesTheSameRoomsThroughAllEndpoints() {
        try (Client one = connect("/ws");
                Client other = connect("/mapped/acme")) {
            other.join("lobby");
            one.join("lobby");
            one.publish("lobby", "hello");

            assertThat(other.next().getString("data")).isEqualTo("hello");
        }
    }
}
