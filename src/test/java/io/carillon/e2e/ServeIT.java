package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The jar as somebody runs it: what it prints, what it answers, and with which status it ends. */
class ServeIT {

    private static final String KEY = "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]";

    /** How a process ended that was to end by itself. */
    private record Ended(int status, String out, String err) {}

    private static Ended run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/carillon.jar"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void servesAndDrainsAtTheFirstSignal() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                "serve", "--host", "127.0.0.1", "--port", "0", "--set", KEY, "--set", "drain.over=2s")) {
            assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
            for (String path : List.of("/health/live", "/health/ready", "/health/started")) {
                assertThat(status(server.management().resolve(path))).as(path).isEqualTo(200);
            }
            assertThat(status(server.uri().resolve("/dev/token?user=x"))).isEqualTo(404);
            try (Client ann = Client.connect(server.uri().getPort(), "/ws", Tokens.of("ann"));
                    Client bob = Client.connect(server.uri().getPort(), "/ws", Tokens.of("bob"))) {
                ann.join("$server");
                ann.next();

                server.signal();

                JsonObject changed = ann.next();
                assertThat(changed.getJsonObject("data").getBoolean("draining")).isTrue();
                JsonObject notice = ann.next();
                assertThat(notice.getString("event")).isEqualTo("draining");
                assertThat(notice.getLong("in")).isBetween(0L, 2_000L);
                for (Client client : List.of(ann, bob)) {
                    RawSocket.Frame close = client.awaitClose();
                    assertThat(close.closeCode()).isEqualTo(1012);
                    client.socket().sendClose(1012, "");
                }
                assertThat(server.awaitEnd()).isZero();
            }
        }
    }

    @Test
    void endsAtOnceAtTheSecondSignal() {
        try (ServerProcess server =
                        ServerProcess.start("serve", "--dev", "--port", "0", "--set", KEY, "--set", "drain.over=25s");
                Client ann = Client.connect(server.uri().getPort(), "/ws", Tokens.of("ann"));
                Client bob = Client.connect(server.uri().getPort(), "/ws", Tokens.of("bob"))) {
            server.signal();
            assertThat(ann.next().getString("event")).isEqualTo("draining");
            assertThat(bob.next().getString("event")).isEqualTo("draining");

            assertThat(server.stop()).isEqualTo(1);
        }
    }

    @Test
    void endsWithOneWhereThePortIsInUse() throws Exception {
        try (ServerProcess server = ServerProcess.startDev()) {
            String port = String.valueOf(server.uri().getPort());

            Ended second = run("serve", "--dev", "--port", port, "--set", "management.port=0");

            assertThat(second.status()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err()).contains(port).doesNotContain("\tat ");
        }
    }

    @Test
    void endsWithTwoAndAllMistakesWhereTheConfigurationIsWrong() throws Exception {
        Ended ended = run("serve", "--set", "http.prot=1", "--set", "http.port=70000", "--set", "limits.rooms=many");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("http.prot", "http.port", "70000", "65535", "limits.rooms", "many")
                .doesNotContain("\tat ");
    }

    @Test
    void endsWithTwoAndSaysWhatToSetWhereThereIsNoKey() throws Exception {
        Ended ended = run("serve", "--port", "0");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("auth.jwt.keys").contains("--dev");
    }

    @Test
    void endsWithTwoWhereAKeyFileOrAClusterFileIsMissing() throws Exception {
        Ended ended = run(
                "serve",
                "--port",
                "0",
                "--cluster",
                "nowhere.xml",
                "--set",
                "auth.jwt.keys=[{alg: RS256, pem: no.pem}]");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains("nowhere.xml").contains("no.pem");
    }

    @Test
    void handsOutTokensAndThePageInDevelopmentOnly() throws Exception {
        try (ServerProcess server = ServerProcess.startDev()) {
            HttpClient http = HttpClient.newHttpClient();
            String body = http.send(
                            HttpRequest.newBuilder(server.uri().resolve("/dev/token?user=ann"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            JsonObject answer = new JsonObject(body);

            assertThat(answer.getLong("expires")).isGreaterThan(System.currentTimeMillis());
            try (Client ann = Client.connect(server.uri().getPort(), "/ws", answer.getString("token"))) {
                assertThat(ann.welcome().getString("user")).isEqualTo("ann");
                ann.join("any:room");
            }
            assertThat(status(server.uri())).isEqualTo(200);
            assertThat(status(server.uri().resolve("/dev/token"))).isEqualTo(400);
            try (RawSocket raw = new RawSocket(server.uri().getPort())) {
                assertThat(raw.request("GET /dev/token?user=%zz HTTP/1.1", Map.of("Host", List.of("localhost")))
                                .status())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void answersToNoOtherNameThanLocalhostInDevelopment() {
        try (ServerProcess server = ServerProcess.startDev()) {
            for (String line : List.of("GET /dev/token?user=ann HTTP/1.1", "GET / HTTP/1.1", "GET /ws HTTP/1.1")) {
                try (RawSocket rebound = new RawSocket(server.uri().getPort())) {
                    assertThat(rebound.request(line, Map.of("Host", List.of("evil.example:8080")))
                                    .status())
                            .as(line)
                            .isEqualTo(403);
                }
            }
        }
    }

    @Test
    void printsATokenThatTheServerTakes() throws Exception {
        String token = run("token", "--sub", "ann", "--allow", "r=join", "--set", KEY)
                .out()
                .strip();

        try (ServerProcess server = ServerProcess.start("serve", "--host", "127.0.0.1", "--port", "0", "--set", KEY);
                Client ann = Client.connect(server.uri().getPort(), "/ws", token)) {
            ann.join("r");
            assertThat(ann.ask(Client.message("join", "s")).getString("code")).isEqualTo("forbidden");
        }
    }
}
