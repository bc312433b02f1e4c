package io.carillon.reload;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.auth.TokenSigner;
import io.carillon.config.Config;
import io.carillon.config.ConfigLoader;
import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.ReloadableServer;
import io.carillon.support.Reloading;
import io.carillon.support.TestAuthority;
import io.carillon.support.Tokens;
import io.carillon.tls.TlsFiles;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A configuration that changes while clients are connected, over real sockets. */
class ReloadTest extends Reloading {

    private static final String OTHER = "another secret for tests, as long";

    // ---- who may come in

    @Test
    void aKeyThatIsNewIsAcceptedOneThatIsGoneIsNotAndConnectionsStay() {
        try (Client before = server.connect("ann")) {
            before.join("r");

            assertThat(server.reload(
                            "auth: {jwt: {keys: [{alg: HS256, kid: b, secret: '" + OTHER + "'}]}}\n" + WATCH_OFF))
                    .isTrue();

            assertThat(status(Tokens.of("ann"))).as("the key that is gone").isEqualTo(401);
            assertThat(status(signedByTheOther())).as("the new key").isEqualTo(101);
            assertThat(before.publish("r", 1)).isNotNull();
            assertThat(before.next().getInteger("data")).isEqualTo(1);
            assertThat(server.log())
                    .contains("auth.jwt.keys[0].kid: a -> b", "auth.jwt.keys[0].secret: \"***\" -> \"***\"")
                    .doesNotContain(OTHER, Tokens.SECRET);
        }
    }

    private static int status(String token) {
        return server.ask("/ws", Map.of("Authorization", "Bearer " + token)).status();
    }

    private static String signedByTheOther() {
        return TokenSigner.of(ConfigLoader.parse(
                                "auth: {jwt: {keys: [{alg: HS256, kid: b, secret: '" + OTHER + "'}]}}", Path.of(""))
                        .config()
                        .auth()
                        .jwt())
                .sign(new JsonObject()
                        .put("sub", "bob")
                        .put("exp", Instant.now().getEpochSecond() + 60));
    }

    @Test
    void whatTokensAreAllowedThatDoNotSaySoIsGrantedToWhoComesThen() {
        String token = Tokens.sign(
                new JsonObject().put("sub", "ann").put("exp", Instant.now().getEpochSecond() + 60));
        try (Client before = Client.connect(server.port(), "/ws", token)) {
            String allowing = PLAIN.replace("auth: {", "auth: {default: {allow: {\"**\": [join]}}, ");
            assertThat(server.reload(allowing)).isTrue();

            try (Client after = Client.connect(server.port(), "/ws", token)) {
                assertThat(after.join("r")).isNotNull();
            }
            assertThat(before.ask(message("join", "r")).getString("code")).isEqualTo("forbidden");
            before.result(new JsonObject().put("type", "refresh").put("token", token));
            assertThat(before.join("r")).isNotNull();
        }
    }

    @Test
    void anOriginThatIsAddedMayComeInAndUseTheApi() {
        Map<String, String> page =
                Map.of("Authorization", "Bearer " + Tokens.of("ann"), "Origin", "https://app.example");
        ApiClient api = new ApiClient(server.port());
        assertThat(server.ask("/ws", page).status()).isEqualTo(403);
        assertThat(api.get("/rooms", "Origin", "https://app.example").status()).isEqualTo(403);

        server.reload(PLAIN + "endpoints: {carillon: {origins: [\"https://app.example\"]}}\n"
                + "api: {origins: [\"https://app.example\"]}\n");

        assertThat(server.ask("/ws", page).status()).isEqualTo(101);
        assertThat(api.get("/rooms", "Origin", "https://app.example").status()).isEqualTo(200);
    }

    @Test
    void endpointsComeAndGoWhileTheConnectionsOfOneThatHasGoneStay() {
        server.reload(PLAIN + "endpoints: {carillon: {}, more: {path: /more}}\n");
        try (Client more = Client.connect(server.port(), "/more", Tokens.of("ann"))) {
            assertThat(server.reload(PLAIN)).isTrue();

            assertThat(server.ask("/more", Map.of()).status()).isEqualTo(404);
            assertThat(more.join("r")).isNotNull();
        }
    }

    @Test
    void whoCameInAtAnEndpointThatIsThereAgainCountsThere() {
        String two = PLAIN + "endpoints: {carillon: {}, more: {path: /more, limits: {connections: 2}}}\n";
        server.reload(two);
        try (Client one = Client.connect(server.port(), "/more", Tokens.of("ann"));
                Client other = Client.connect(server.port(), "/more", Tokens.of("bob"))) {
            server.reload(PLAIN);
            server.reload(two);
            assertThat(statusOfMore()).isEqualTo(503);
            List.of(one, other).forEach(client -> assertThat(client.join("r")).isNotNull());
        }
        Eventually.until(
                Duration.ofSeconds(30),
                "both are gone",
                () -> server.carillon().hub().size() == 0);
        try (Client one = Client.connect(server.port(), "/more", Tokens.of("ann"));
                Client other = Client.connect(server.port(), "/more", Tokens.of("bob"))) {
            assertThat(statusOfMore()).isEqualTo(503);
            List.of(one, other).forEach(client -> assertThat(client.join("r")).isNotNull());
        }
    }

    private static int statusOfMore() {
        return server.ask("/more", Map.of("Authorization", "Bearer " + Tokens.of("carol")))
                .status();
    }

    // ---- limits

    @Test
    void messageLimitsHoldForTheNextMessageOfAConnection() {
        try (Client client = server.connect("ann")) {
            String large = "x".repeat(100_000);
            server.reload(PLAIN + "limits: {message: 200KiB}\n");
            client.join("r");
            client.publish("r", large);
            assertThat(client.next().getString("data")).isEqualTo(large);

            server.reload(PLAIN + "limits: {message: 1KiB}\n");
            client.send(message("publish", "r").put("data", "x".repeat(2_000)));

            assertThat(client.awaitClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void ratesAndNumbersOfRoomsHoldForConnectionsThatAreThere() {
        try (Client client = server.connect("ann")) {
            client.join("one");
            server.reload(PLAIN + "limits: {rooms: 1, messages-per-second: 3}\n");

            assertThat(client.ask(message("join", "two")).getString("code")).isEqualTo("limit_exceeded");
            // At once: while each waited for its answer, a second might pass.
            byte[] ping = RawSocket.frame(0x81, "{\"type\":\"ping\",\"id\":\"p\"}".getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream pings = new ByteArrayOutputStream();
            IntStream.range(0, 12).forEach(i -> pings.writeBytes(ping));
            client.socket().send(pings.toByteArray());
            List<String> codes = IntStream.range(0, 12)
                    .mapToObj(i -> String.valueOf(client.next().getString("code")))
                    .toList();
            assertThat(codes).contains("rate_limited");

            server.reload(PLAIN);
            IntStream.range(0, 50).forEach(i -> client.result(new JsonObject().put("type", "ping")));
        }
    }

    @Test
    void fewerConnectionsCloseNobodyAndLetNobodyInUntilThereIsAPlace() {
        try (Client one = server.connect("ann")) {
            try (Client two = server.connect("bob")) {
                server.reload(PLAIN + "limits: {connections: 1}\n");

                assertThat(status(Tokens.of("carol"))).isEqualTo(503);
                assertThat(two.join("r")).isNotNull();
            }
            Eventually.until(
                    Duration.ofSeconds(30),
                    "bob is gone",
                    () -> server.carillon().hub().size() == 1);
            assertThat(status(Tokens.of("carol"))).isEqualTo(503);
            assertThat(one.join("r")).isNotNull();
        }
        Eventually.until(
                Duration.ofSeconds(30),
                "all are gone",
                () -> server.carillon().hub().size() == 0);
        assertThat(status(Tokens.of("carol"))).isEqualTo(101);
    }

    @Test
    void sessionsAreLimitedForWhoComesFromThenOn() {
        try (Client before = server.connect("ann")) {
            server.reload(PLAIN + "limits: {sessions: {max: 1, policy: reject}}\n");

            try (Client first = server.connect("ann")) {
                assertThat(status(Tokens.of("ann"))).isEqualTo(429);
                server.reload(PLAIN);
                assertThat(status(Tokens.of("ann"))).isEqualTo(101);
                assertThat(first.join("r")).isNotNull();
            }
            assertThat(before.join("r")).isNotNull();
            server.reload(PLAIN + "limits: {sessions: {max: 1, policy: reject}}\n");
            Eventually.until(Duration.ofSeconds(30), "the place was given back", () -> status(Tokens.of("ann")) == 101);
        }
    }

    // ---- what is wrong, and what has to wait

    @Test
    void whereAnythingIsWrongNothingChangesAndAllOfItIsTold() {
        try (Client client = server.connect("ann")) {
            client.join("r");

            boolean holds = server.reload("auth: {jwt: {keys: [{alg: RS256, pem: none.pem}]}}\n"
                    + "limits: {message: 1, rooms: many}\nroms: {}\n");

            assertThat(holds).isFalse();
            assertThat(server.log())
                    .contains("ERROR not reloaded, nothing has changed")
                    .contains("carillon.yaml:1", "auth.jwt.keys[0].pem", "\"none.pem\" (no such file)")
                    .contains("carillon.yaml:2", "limits.rooms", "many", "roms", "did you mean");
            client.publish("r", "more than a byte");
            assertThat(status(Tokens.of("bob"))).isEqualTo(101);
            assertThat(server.carillon().hub().config().limits().connection().message())
                    .isEqualTo(64 * 1024);
        }
    }

    @Test
    void whatIsWrongWithKeysAndSchemasIsFoundBeforeAnythingChanges() throws IOException {
        Files.writeString(directory.resolve("no.pem"), "no key");
        Files.writeString(directory.resolve("no.json"), "{\"type\": 7}");

        assertThat(server.reload("auth: {jwt: {keys: [{alg: RS256, pem: no.pem}]}}\n"
                        + "rooms: {x: {schema: no.json, publish: anyone}}\n" + WATCH_OFF))
                .isFalse();

        assertThat(server.log()).contains("no.pem", "no.json");
        assertThat(status(Tokens.of("bob"))).isEqualTo(101);
        try (Client client = server.connect("ann")) {
            assertThat(client.ask(message("publish", "x").put("data", 1)).getString("code"))
                    .isEqualTo("not_joined");
        }
    }

    @Test
    void aSetOfKeysThatCannotBeHadIsNotTakenInThePlaceOfWhatWorks() {
        assertThat(server.reload("auth: {jwt: {jwks: {url: \"http://127.0.0.1:1/jwks?secret=s\"}}}\n" + WATCH_OFF))
                .isFalse();

        assertThat(server.log()).contains("auth.jwt.jwks.url", "cannot be had").doesNotContain("secret=s");
        assertThat(status(Tokens.of("bob"))).isEqualTo(101);
        assertThat(server.carillon().hub().isReady()).isTrue();
        assertThat(metrics().body()).containsPattern("carillon_jwks_fetches_total\\{outcome=\"failed\"} [1-9]");
    }

    @Test
    void whatNeedsARestartIsToldAndTheRestHolds() {
        Config before = server.carillon().hub().config();
        assertThat(server.reload(PLAIN + "http: {transport: nio}\nlimits: {rooms: 7, header: 32KiB}\n"))
                .isTrue();

        assertThat(server.log())
                .contains("INFO reloaded changed=[")
                .contains(
                        "WARN not in effect until the next start: http.transport: auto -> nio; limits.header: 16KiB -> 32KiB");
        assertThat(server.carillon().hub().config().limits().connection().rooms())
                .isEqualTo(7);
        assertThat(server.carillon().hub().config().limits().header()).isEqualTo(16 * 1024);
        assertThat(server.carillon().hub().config().http()).isEqualTo(before.http());
        assertThat(server.reload()).isTrue();
        assertThat(server.log()).contains("reloaded: nothing changed", "not in effect until the next start");
    }

    @Test
    void metricsTellOfIt() throws IOException {
        server.reload("roms: {}");
        server.reload(PLAIN);

        HttpAnswer page = metrics();

        assertThat(page.body())
                .containsPattern("carillon_config_reloads_total\\{outcome=\"applied\"} [1-9]")
                .containsPattern("carillon_config_reloads_total\\{outcome=\"refused\"} [1-9]")
                .containsPattern("carillon_config_last_reload_success_timestamp_seconds 1\\.[0-9]+E9");
    }

    @Test
    void whatWasCountedIsCountedOn() {
        double tokens = counted("carillon_token_verifications_total{outcome=\"accepted\"}");
        double handshakes = counted("carillon_handshakes_total{endpoint=\"carillon\",result=\"accepted\"}");
        try (Client before = server.connect("ann")) {
            before.join("r");
            assertThat(server.reload(PLAIN + "limits: {rooms: 7}\n")).isTrue();
            server.connect("bob").close();
        }

        assertThat(counted("carillon_token_verifications_total{outcome=\"accepted\"}"))
                .isEqualTo(tokens + 2);
        assertThat(counted("carillon_handshakes_total{endpoint=\"carillon\",result=\"accepted\"}"))
                .isEqualTo(handshakes + 2);
    }

    private static double counted(String sample) {
        return metrics()
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    @Test
    void certificatesAreReadAgainAndThoseThatCannotBeUsedHoldUpNothing() throws IOException {
        TestAuthority authority = new TestAuthority("Test CA");
        Path of = Files.createDirectory(directory.resolve("tls"));
        authority.issue("old").into(of);
        String yaml = PLAIN + "http: {tls: {cert: cert.pem, key: key.pem}}\n";
        try (ReloadableServer secured = ReloadableServer.start(Files.writeString(of.resolve("carillon.yaml"), yaml))) {
            TlsFiles files = secured.carillon().tls().http().orElseThrow();
            authority.issue("new").into(of);

            assertThat(secured.reload()).isTrue();

            assertThat(files.counters().taken().sum()).isEqualTo(1);
            authority.issue("unfit").writeKey(of.resolve("key.pem"));
            assertThat(secured.reload(yaml + "limits: {rooms: 7}\n")).isTrue();
            assertThat(files.counters().refused().sum()).isEqualTo(1);
            assertThat(secured.carillon().hub().config().limits().connection().rooms())
                    .isEqualTo(7);
        }
    }

    private static HttpAnswer metrics() {
        try (var socket = new RawSocket(server.carillon().managementPort())) {
            return socket.request("GET /metrics HTTP/1.1", Map.of("Host", List.of("localhost")));
        }
    }
}
