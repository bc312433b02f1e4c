package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.ReloadableServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server says that it allows is what it allows. */
class ExplainTest {

    private static final String CONFIG = """
            auth:
              jwt: {keys: [{alg: HS256, kid: a, secret: "%s"}], audience: bells}
              default:
                allow: {"user:{sub}": [join, publish]}
                send: [bob]
            rooms:
              "**": {stream: true}
              "open:*": {publish: anyone, presence: true}
              "news:*": {publish: services, stream: false}
            """.formatted(Tokens.SECRET);

    private static final List<String> ROOMS =
            List.of("open:a", "news:a", "chat:a", "user:ada", "user:bob", "$server", "$node");

    private static ReloadableServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = ReloadableServer.start(Files.writeString(directory.resolve("c.yaml"), CONFIG));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(JsonObject claims) {
        return Tokens.sign(new JsonObject()
                .put("sub", "ada")
                .put("exp", Tokens.now() + 3600)
                .put("aud", "bells")
                .mergeIn(claims));
    }

    private static ApiClient with(String scope) {
        return new ApiClient(server.port(), token(new JsonObject().put("scope", scope)));
    }

    private static JsonObject explain(JsonObject asked) {
        HttpAnswer answer = with("admin").post("/admin/explain", asked.encode());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    // ---- the verdicts

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"allow\": {}}",
                "{\"allow\": {\"**\": [\"join\", \"publish\", \"members\", \"history\"]}}",
                "{\"allow\": {\"*:a\": [\"publish\", \"history\"], \"user:{sub}\": [\"join\", \"members\"]}}",
                "{\"allow\": {\"open:*\": [\"join\", \"members\"], \"news:{part}\": [\"join\"]}, \"part\": [\"a\", \"b\"]}"
            })
    void ofVerbsAreThoseOfAConnection(String claims) {
        String token = token(new JsonObject(claims));
        for (String room : ROOMS) {
            JsonArray verbs = explain(new JsonObject().put("token", token).put("room", room))
                    .getJsonObject("room")
                    .getJsonArray("verbs");
            Map<String, String> told = new LinkedHashMap<>();
            verbs.forEach(each -> told.put(((JsonObject) each).getString("verb"), because((JsonObject) each)));

            assertThat(told).as(claims + " in " + room).isEqualTo(seen(token, room, told));
        }
    }

    private static String because(JsonObject judged) {
        return judged.getBoolean("allowed") ? "" : judged.getString("because");
    }

    /** What really comes of it; a refusal is the beginning of what is told, which goes on for who runs the server. */
    private static Map<String, String> seen(String token, String room, Map<String, String> told) {
        Map<String, String> seen = new LinkedHashMap<>();
        try (Client client = Client.connect(server.port(), "/ws", token)) {
            told.forEach((verb, because) -> {
                JsonObject request = Client.message(verb, room);
                JsonObject answer = client.ask(verb.equals("publish") ? request.put("data", 1) : request);
                String reason = answer.getString("reason", "");
                seen.put(verb, !reason.isEmpty() && because.startsWith(reason) ? because : reason);
            });
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource({"bob, true", "carl, false"})
    void ofSendingIsThatOfAConnection(String user, boolean allowed) {
        String token = token(new JsonObject());

        JsonObject told =
                explain(new JsonObject().put("token", token).put("user", user)).getJsonObject("send");

        try (Client client = Client.connect(server.port(), "/ws", token)) {
            JsonObject answer = client.ask(
                    new JsonObject().put("type", "send").put("user", user).put("data", 1));
            assertThat(answer.containsKey("reason")).isEqualTo(!allowed);
            assertThat(told.getString("because")).startsWith(answer.getString("reason", "the token has no claim send"));
        }
        assertThat(told.getBoolean("allowed")).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"endpoints": ["carillon"]} | 101
            {"endpoints": ["other"]}    | 403
            {"exp": 1}                  | 401
            {"aud": "other"}            | 401
            {"allow": 1}                | 401
            """)
    void ofTokensAndEndpointsAreThoseOfTheHandshake(String claims, int status) {
        String token = token(new JsonObject(claims));

        JsonObject told = explain(new JsonObject().put("token", token).put("endpoint", "carillon"));

        HttpAnswer handshake = handshake(token);
        assertThat(handshake.status()).isEqualTo(status);
        assertThat(told.getJsonObject("token").getBoolean("valid")).isEqualTo(status != 401);
        assertThat(told.getJsonObject("endpoint").getBoolean("allowed")).isEqualTo(status == 101);
        if (status == 401) {
            assertThat(handshake.json().getString("reason"))
                    .isEqualTo(told.getJsonObject("token").getString("reason"));
        }
    }

    private static HttpAnswer handshake(String token) {
        try (RawSocket socket = new RawSocket(server.port())) {
            Map<String, List<String>> headers = RawSocket.handshake();
            headers.put("Authorization", List.of("Bearer " + token));
            return socket.request("GET /ws HTTP/1.1", headers);
        }
    }

    @Test
    void knowsWhatWasRevoked() {
        String token = token(new JsonObject().put("jti", "stolen"));
        assertThat(with("api").post("/revocations", "{\"jti\": \"stolen\"}").status())
                .isEqualTo(200);

        JsonObject told = explain(new JsonObject().put("token", token)).getJsonObject("token");

        assertThat(told.getString("reason")).isEqualTo("the token was revoked");
        assertThat(told.getJsonArray("checks").getJsonObject(11))
                .isEqualTo(new JsonObject()
                        .put("check", "revoked")
                        .put("passed", false)
                        .put("detail", "the token was revoked: its jti was"));
    }

    @Test
    void followsWhatIsReloaded(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("other.yaml"), ReloadableServer.KEYS + "rooms: {a: {stream: true}}");
        try (ReloadableServer other = ReloadableServer.start(file);
                Client client = other.connect("ada")) {
            client.join("a");
            assertThat(other.reload(ReloadableServer.KEYS + "\n\nrooms: {\"*\": {publish: anyone}}"))
                    .isTrue();

            JsonObject settings =
                    new ApiClient(other.port()).get("/admin/rooms/a/settings").json();

            assertThat(settings.getJsonArray("patterns")).isEqualTo(new JsonArray().add("*"));
            assertThat(settings.getJsonArray("settings").getJsonObject(0))
                    .isEqualTo(new JsonObject()
                            .put("name", "publish")
                            .put("value", "anyone")
                            .put("pattern", "*")
                            .put("source", file + ":4"));
            assertThat(settings.getJsonArray("settings").getJsonObject(2))
                    .isEqualTo(new JsonObject()
                            .put("name", "stream")
                            .put("value", true)
                            .put("configured", false)
                            .put("source", "default"));
        }
    }

    // ---- the operations

    @Test
    void doesNotRepeatTheToken() {
        String token = token(new JsonObject());
        String[] parts = token.split("\\.");

        String told =
                explain(new JsonObject().put("token", token).put("room", "a")).encode();
        String misread = with("admin")
                .post("/admin/explain", "{\"token\": \"" + token + "\", \"room\": 5}")
                .body();

        assertThat(told).doesNotContain(parts[0], parts[1], parts[2]);
        assertThat(misread).doesNotContain(parts[0], parts[1], parts[2]);
    }

    @Test
    void isForAdministratorsAlone() {
        for (String path : List.of("/admin/explain", "/admin/rooms/a/settings")) {
            boolean post = path.endsWith("explain");
            ApiClient stranger = new ApiClient(server.port(), null);
            assertThat((post ? stranger.post(path, "{}") : stranger.get(path)).status())
                    .isEqualTo(401);
            HttpAnswer service =
                    post ? with("api").post(path, "{}") : with("api").get(path);
            assertThat(service.status()).isEqualTo(403);
            assertThat(service.json().getString("reason")).isEqualTo("the token has not the scope admin");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                              | token or room is missing
            {"endpoint": "web"}             | token is missing: endpoint, user and method are about one
            {"room": "a", "user": "bob"}    | token is missing: endpoint, user and method are about one
            {"room": "a b"}                 | room: a room's name has no control characters
            {"token": 5}                    | token is a string
            {"token": ""}                   | token has 1 to 65536 code points, this one has 0
            {"token": "a", "method": 5}     | method is a string
            [                               | the body is no JSON
            []                              | the body is a map
            """)
    void saysWhatIsWrongWithAQuestion(String body, String reason) {
        HttpAnswer answer = with("admin").post("/admin/explain", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("reason")).startsWith(reason);
    }
}
