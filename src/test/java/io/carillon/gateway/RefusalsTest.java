package io.carillon.gateway;

import static io.carillon.support.Handshakes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Handshakes;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Upgrades that are refused, over real sockets: status, headers and body of each. What the RFC itself demands is in
 * {@link RfcHandshakeTest}.
 */
class RefusalsTest {

    private static final String GET = "GET /ws HTTP/1.1";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "auth.jwt.issuer=https://id.example",
                "auth.jwt.audience=[carillon]",
                "auth.jwt.leeway=0s",
                "endpoints={main: {path: /ws, origins: ['https://app.example']}, query: {path: /query, token-in-query: true}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("sub", "ann")
                .put("iss", "https://id.example")
                .put("aud", "carillon")
                .put("exp", Tokens.now() + 60);
    }

    private static Map<String, List<String>> headers() {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.sign(claims())));
        return headers;
    }

    private static HttpAnswer ask(String line, Map<String, List<String>> headers) {
        return Handshakes.ask(server, line, headers);
    }

    private static HttpAnswer askWith(String token) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + token));
        return ask(GET, headers);
    }

    @Test
    void refusesAPathThatDoesNotExist() {
        assertRefused(ask("GET /nowhere HTTP/1.1", headers()), 404, "not_found");
    }

    @Test
    void tellsAPlainGetToUpgrade() {
        HttpAnswer answer = ask(GET, Map.of("Host", List.of("127.0.0.1")));

        assertRefused(answer, 426, "bad_request");
        assertThat(answer.header("Upgrade")).isEqualTo("websocket");
    }

    @Test
    void refusesWhatIsNotHttp() {
        try (RawSocket socket = new RawSocket(server.port())) {
            HttpAnswer answer = socket.request("GET /ws\u0001 nonsense", Map.of("X", List.of("y")));
            assertRefused(answer, 400, "bad_request");
            socket.awaitEnd();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example",
        "http://app.example",
        "https://app.example:444",
        "https://app.example.evil.example",
        "null",
        "''",
        "nonsense"
    })
    void refusesAForeignOrigin(String origin) {
        Map<String, List<String>> headers = headers();
        headers.put("Origin", List.of(origin));

        assertRefused(ask(GET, headers), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({"https://app.example", "https://APP.example:443", "http://127.0.0.1", "https://127.0.0.1"})
    void takesAnOriginOnTheListAndItsOwn(String origin) {
        Map<String, List<String>> headers = headers();
        headers.put("Origin", List.of(origin));

        assertThat(ask(GET, headers).status()).isEqualTo(101);
    }

    @Test
    void takesItsOwnOriginWhateverItsNameIsMadeOf() {
        Map<String, List<String>> headers = headers();
        headers.put("Host", List.of("my_host:8080"));
        headers.put("Origin", List.of("http://my_host:8080"));

        assertThat(ask(GET, headers).status()).isEqualTo(101);
    }

    @Test
    void asksForATokenWhereThereIsNone() {
        HttpAnswer answer = ask(GET, RawSocket.handshake());

        assertRefused(answer, 401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    static Stream<String> attacks() {
        String good = Tokens.sign(claims());
        String[] parts = good.split("\\.");
        String none = encode("{\"alg\":\"none\",\"typ\":\"JWT\"}");
        return Stream.of(
                "",
                "x",
                "a.b.c",
                none + "." + parts[1] + ".",
                none + "." + parts[1],
                none + "." + parts[1] + "." + parts[2],
                encode("{\"alg\":\"nOnE\"}") + "." + parts[1] + "." + parts[2],
                encode("{\"alg\":\"RS256\"}") + "." + parts[1] + "." + parts[2],
                encode("{\"alg\":\"HS512\"}") + "." + parts[1] + "." + parts[2],
                parts[0] + "." + encode("{\"sub\":\"root\",\"exp\":9999999999}") + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                good + ".",
                good.substring(0, good.length() - 4),
                Tokens.sign(claims().put("exp", Tokens.now() - 1)),
                Tokens.sign(claims().put("nbf", Tokens.now() + 60)),
                Tokens.sign(claims().put("iss", "https://other.example")),
                Tokens.sign(claims().put("aud", new JsonArray().add("other"))),
                Tokens.sign(without("exp")),
                Tokens.sign(without("sub")),
                Tokens.sign(without("iss")),
                Tokens.sign(without("aud")),
                Tokens.sign(claims().put("sub", 7)),
                Tokens.sign(claims().put("exp", "tomorrow")),
                Tokens.sign(claims().put("allow", "everything")),
                Tokens.sign(claims().put("allow", new JsonObject().put("r", new JsonArray().add("fly")))),
                Tokens.sign(claims().put("endpoints", "main")));
    }

    private static JsonObject without(String claim) {
        JsonObject claims = claims();
        claims.remove(claim);
        return claims;
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes());
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void refusesATokenThatIsNotGood(String token) {
        HttpAnswer answer = askWith(token);

        assertRefused(answer, 401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate"))
                .matches("Bearer error=\"invalid_token\", error_description=\"[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+\"");
    }

    @Test
    void takesTheTokenFromTheSubprotocolListAndDoesNotEchoIt() {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Sec-WebSocket-Protocol", List.of("bearer." + Tokens.sign(claims()) + ", carillon.v1.json"));

        HttpAnswer answer = ask(GET, headers);

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("carillon.v1.json");
    }

    @Test
    void takesTheTokenFromTheQueryWhereTheEndpointAllowsIt() {
        String query = "?access_token=" + Tokens.sign(claims()) + " HTTP/1.1";

        assertThat(ask("GET /query" + query, RawSocket.handshake()).status()).isEqualTo(101);
        assertRefused(ask("GET /ws" + query, RawSocket.handshake()), 401, "unauthorized");
    }

    @Test
    void prefersTheHeaderToEveryOtherPlace() {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer bad"));
        headers.put("Sec-WebSocket-Protocol", List.of("carillon.v1.json, bearer." + Tokens.sign(claims())));

        assertRefused(ask(GET, headers), 401, "unauthorized");
    }

    @Test
    void refusesATokenForAnotherEndpoint() {
        String token = Tokens.sign(claims().put("endpoints", new JsonArray().add("query")));

        assertRefused(askWith(token), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "Carillon.v1.json", "carillon.v2.json, x"})
    void refusesWhereThereIsNoCommonSubprotocol(String offered) {
        Map<String, List<String>> headers = headers();
        headers.put("Sec-WebSocket-Protocol", List.of(offered));

        HttpAnswer answer = ask(GET, headers);

        assertRefused(answer, 400, "bad_request");
        assertThat(answer.json().getJsonArray("supported")).contains("carillon.v1.json");
    }

    @Test
    void refusesAListWithNothingButAToken() {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Sec-WebSocket-Protocol", List.of("bearer." + Tokens.sign(claims())));

        assertRefused(ask(GET, headers), 400, "bad_request");
    }

    @Test
    void checksTheOriginBeforeTheToken() {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Origin", List.of("https://evil.example"));

        assertRefused(ask(GET, headers), 403, "forbidden");
    }
}
