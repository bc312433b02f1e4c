package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.carillon.support.WrongInput;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the HTTP API does not take, and what it says then: the same as on the event bus, and what only HTTP can get wrong. */
class HttpRefusalsTest {

    private static final Set<String> INTEGERS = Set.of("limit", "since", "code");

    private static TestServer server;
    private static ApiClient api;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "limits.message=" + WrongInput.LIMIT,
                "http.proxies.trusted=[127.0.0.1/32]",
                "api.origins=['https://app.example', 'http://other.example:8000', 'capacitor://localhost']");
        api = new ApiClient(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ---- what is wrong whichever way it comes

    private record Sent(String method, String path, String body, List<String> headers) {}

    /** A request of the event bus as one of HTTP; empty where HTTP has no words for it. */
    private static Optional<Sent> sent(WrongInput.Row row) {
        if (row.operation().equals("broadcast") || row.operation().equals("revoke")) {
            String path = row.operation().equals("revoke") ? "/revocations" : "/broadcast";
            return Optional.of(new Sent("POST", path, row.body() == null ? "" : Json.encode(row.body()), List.of()));
        }
        if (!(row.body() instanceof JsonObject body) || !isText(body)) {
            return Optional.empty();
        }
        String room = "/rooms/" + ApiClient.escaped(body.getString("room", ""));
        String user = body.getString("user");
        return switch (row.operation()) {
            case "publish" ->
                Optional.of(new Sent("POST", room + "/messages" + query(body, "user"), data(body), key(body)))
                        .filter(sent -> body.containsKey("room"));
            case "send" ->
                Optional.of(new Sent(
                                "POST",
                                "/users/" + ApiClient.escaped(user == null ? "" : user) + "/messages",
                                data(body),
                                List.of()))
                        .filter(sent -> user != null && !body.containsKey("connection"));
            case "members" -> Optional.of(new Sent("GET", room + "/members", "", List.of()));
            case "history" ->
                Optional.of(
                        new Sent("GET", room + "/messages" + query(body, "since", "limit", "reverse"), "", List.of()));
            case "rooms", "connections" ->
                Optional.of(new Sent(
                        "GET",
                        "/" + row.operation() + query(body, "limit", "match", "user", "room", "node", "cursor"),
                        "",
                        List.of()));
            case "disconnect" ->
                Optional.of(new Sent(
                                "DELETE",
                                "/users/" + ApiClient.escaped(user == null ? "" : user) + "/connections"
                                        + query(body, "room", "code", "reason"),
                                "",
                                List.of()))
                        .filter(sent -> user != null && !body.containsKey("connection"));
            default -> Optional.empty(); // join and leave are not offered
        };
    }

    /** A number where a text should be, and the other way round, is the same in a query; null is in none. */
    private static boolean isText(JsonObject body) {
        return body.stream()
                .filter(entry -> !entry.getKey().equals("data"))
                .allMatch(entry -> INTEGERS.contains(entry.getKey())
                        ? entry.getValue() instanceof Number
                        : entry.getValue() instanceof String);
    }

    private static String query(JsonObject body, String... names) {
        return Stream.of(names)
                .filter(body::containsKey)
                .map(name -> name + "=" + ApiClient.escaped(String.valueOf(body.getValue(name))))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String data(JsonObject body) {
        return body.containsKey("data") ? Json.encode(body.getValue("data")) : "";
    }

    private static List<String> key(JsonObject body) {
        return body.containsKey("key") ? List.of("Idempotency-Key", body.getString("key")) : List.of();
    }

    static List<Arguments> refused() {
        List<Arguments> rows = new ArrayList<>();
        for (WrongInput.Row row : WrongInput.rows()) {
            sent(row).ifPresent(sent -> rows.add(Arguments.of(row.operation(), row.what(), sent, row.failure())));
        }
        return rows;
    }

    @Test
    void mostOfTheTableCanBeSaidOverHttp() {
        assertThat(refused()).hasSizeGreaterThan(75);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refused")
    void whatIsWrongIsRefusedWithItsCode(String operation, String what, Sent sent, String failure) {
        HttpAnswer answer = sent.method().equals("POST")
                ? api.post(sent.path(), sent.body(), sent.headers().toArray(String[]::new))
                : sent.method().equals("GET") ? api.get(sent.path()) : api.delete(sent.path());

        assertProblem(answer, failure);
    }

    private static void assertProblem(HttpAnswer answer, String failure) {
        JsonObject problem = answer.json();
        assertThat(answer.status() + " " + problem.getString("error"))
                .as(answer.body())
                .isEqualTo(failure);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.getInteger("status")).isEqualTo(answer.status());
        assertThat(problem.getString("reason")).isNotBlank().isEqualTo(problem.getString("detail"));
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isNotBlank();
    }

    // ---- what only HTTP can get wrong

    @ParameterizedTest
    @CsvSource({
        "/rooms/r/messages?limit=,limit is an integer from 0 to 1000",
        "/rooms/r/messages?limit=1e2,limit is an integer from 0 to 1000",
        "/rooms/r/messages?limit=99999999999999999999,limit is an integer from 0 to 1000",
        "/rooms/r/messages?limit=1&limit=2,'limit is there 2 times, once is allowed'",
        "/rooms/r/messages?reverse=yes,reverse is true or false",
        "/rooms?limit=0,limit is an integer from 1 to 1000",
        "/rooms//messages,'room has 1 to 255 code points, this one has 0'",
        "/rooms/%FF/messages,the path has escapes that are not UTF-8",
        "/connections/a%00b,connection has no control characters",
    })
    void theReasonNamesTheParameterAndWhatIsAllowed(String path, String reason) {
        HttpAnswer answer = api.get(path);

        assertProblem(answer, "400 bad_request");
        assertThat(answer.json().getString("reason")).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "{", "1 2", "[1,]", "\"\\ud800\"", "NaN", "{\"a\":1}}", "'1'"})
    void aBodyThatIsNoJsonValueIsABadRequest(String body) {
        assertProblem(api.post("/rooms/r/messages", body), "400 bad_request");
        assertProblem(api.post("/users/u/messages", body), "400 bad_request");
        assertProblem(api.post("/broadcast", body), "400 bad_request");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertProblem(api.get("/nothing"), "404 not_found");
        assertProblem(api.get("/rooms/a/b/messages"), "404 not_found");
        assertProblem(api.get("/rooms/"), "404 not_found");
        assertProblem(api.get("/connections/nobody"), "404 not_found");
        assertProblem(api.delete("/connections/nobody"), "404 not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE,/rooms,GET",
        "PUT,/rooms/r/messages,'GET, POST'",
        "HEAD,/info,GET",
        "GET,/broadcast,POST",
        "POST,/connections/c,'DELETE, GET'",
        "POST,/openapi.yaml,'GET, HEAD'",
        "OPTIONS,/info,GET",
    })
    void anotherMethodIsToldWhichThereAre(String method, String path, String allowed) {
        HttpAnswer answer = api.ask(method, path, HttpRequest.BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo(allowed);
        if (!method.equals("HEAD")) {
            assertProblem(answer, "405 bad_request");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin1"})
    void aBodyOfAnotherKindIsToldWhichThereAre(String type) {
        HttpAnswer answer =
                api.ask("POST", "/rooms/r/messages", HttpRequest.BodyPublishers.ofString("1"), "Content-Type", type);

        assertProblem(answer, "415 bad_request");
        assertThat(answer.header("Accept-Post")).contains("application/json", "application/x-ndjson");
        assertProblem(api.post("/rooms/r/messages", "1", "Content-Encoding", "gzip"), "415 bad_request");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json,200",
        "'text/html, application/*;q=0.5',200",
        "*/*,200",
        "text/html,406",
        "application/json;q=0,406"
    })
    void whatTheClientAcceptsIsWhatItGets(String accept, int status) {
        assertThat(api.get("/info", "Accept", accept).status()).isEqualTo(status);
    }

    // ---- tokens

    @Test
    void withoutATokenNothingIsDone() {
        HttpAnswer none = new ApiClient(server.port(), null).get("/info");
        HttpAnswer query = new ApiClient(server.port(), null).get("/info?access_token=" + ApiClient.token("s"));
        HttpAnswer invalid = new ApiClient(server.port(), "x.y.z").get("/info");

        assertProblem(none, "401 unauthorized");
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertProblem(query, "401 unauthorized");
        assertProblem(invalid, "401 unauthorized");
        assertThat(invalid.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "administrator", "apis", "API"})
    void aTokenWithoutTheScopeIsNotEnough(String scope) {
        HttpAnswer answer = new ApiClient(server.port(), scoped(scope)).get("/info");

        assertProblem(answer, "403 forbidden");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"insufficient_scope\", scope=\"api\"");
    }

    @Test
    void aTokenForPeopleIsEnoughForWhatServicesDo() {
        ApiClient people = new ApiClient(server.port(), scoped("admin"));

        assertThat(people.get("/info").status()).isEqualTo(200);
        assertThat(people.post("/rooms/r/messages", "1").status()).isEqualTo(200);
    }

    private static String scoped(String scope) {
        return Tokens.sign(
                new JsonObject().put("sub", "u").put("exp", Tokens.now() + 60).put("scope", scope));
    }

    @Test
    void aLargeBodyIsRefusedBeforeItIsSent() {
        try (RawSocket socket = new RawSocket(server.port())) {
            HttpAnswer answer = socket.request(
                    "POST /api/v1/rooms/r/messages HTTP/1.1",
                    Map.of(
                            "Host", List.of("localhost"),
                            "Authorization", List.of("Bearer " + ApiClient.token("s")),
                            "Content-Type", List.of("application/json"),
                            "Expect", List.of("100-continue"),
                            "Content-Length", List.of("1000000000")));

            assertProblem(answer, "413 too_large");
        }
    }

    @Test
    void whoSendsOnThoughItWasRefusedIsCutOff() {
        try (RawSocket socket = new RawSocket(server.port())) {
            HttpAnswer answer = socket.request(
                    "POST /api/v1/rooms/r/messages HTTP/1.1",
                    Map.of("Host", List.of("localhost"), "Content-Length", List.of("1000000000")));
            assertProblem(answer, "401 unauthorized");

            byte[] more = new byte[64 * 1024];
            boolean cut = false;
            for (int i = 0; i < 1000 && !cut; i++) {
                try {
                    socket.send(more);
                } catch (RuntimeException e) {
                    cut = true;
                }
            }
            assertThat(cut).isTrue();
        }
    }

    // ---- pages of other origins

    private static HttpAnswer page(String method, String origin, Map<String, List<String>> more) {
        try (RawSocket socket = new RawSocket(server.port())) {
            Map<String, List<String>> headers = new java.util.LinkedHashMap<>(Map.of(
                    "Host", List.of("carillon.example"),
                    "Origin", List.of(origin),
                    "Authorization", List.of("Bearer " + ApiClient.token("s"))));
            headers.putAll(more);
            return socket.request(method + " /api/v1/info HTTP/1.1", headers);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example",
                "https://app.example:443",
                "http://other.example:8000",
                "capacitor://localhost"
            })
    void pagesOnTheListAreToldThatTheyMay(String origin) {
        HttpAnswer asked = page(
                "OPTIONS",
                origin,
                Map.of(
                        "Access-Control-Request-Method", List.of("POST"),
                        "Access-Control-Request-Headers", List.of("authorization, idempotency-key")));
        HttpAnswer answer = page("GET", origin, Map.of());

        assertThat(asked.status()).isEqualTo(204);
        assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(asked.header("Access-Control-Allow-Methods")).contains("GET", "POST", "DELETE");
        assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization", "Idempotency-Key");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(origin);
        assertThat(answer.header("Vary")).containsIgnoringCase("origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://app.example", "https://app.example.evil"})
    void otherPagesMayNot(String origin) {
        assertProblem(page("GET", origin, Map.of()), "403 forbidden");
        assertProblem(
                page("OPTIONS", origin, Map.of("Access-Control-Request-Method", List.of("POST"))), "403 forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://carillon.example", "https://carillon.example"})
    void itsOwnPagesNeedNotBeListed(String origin) {
        assertThat(page("GET", origin, Map.of()).status()).isEqualTo(200);
    }

    @Test
    void itsOwnPagesAreThoseOfTheHostThatAProxyWasAskedFor() {
        Map<String, List<String>> host = Map.of("X-Forwarded-Host", List.of("www.example"));

        assertThat(page("GET", "https://www.example", host).status()).isEqualTo(200);
        assertProblem(page("GET", "https://carillon.example", host), "403 forbidden");
    }

    @Test
    void theDocumentIsOpenToAll() {
        HttpAnswer answer = new ApiClient(server.port(), null).get("/openapi.yaml", "Origin", "https://evil.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(Contract.parse(answer.body()).operations()).hasSizeGreaterThan(10);
    }

    @Test
    void itCanBeOff() {
        try (TestServer off = TestServer.start("api.enabled=false")) {
            assertThat(new ApiClient(off.port()).get("/info").status()).isEqualTo(404);
        }
    }
}
