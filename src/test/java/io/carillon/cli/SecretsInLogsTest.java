package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.LogConfig;
import io.carillon.support.ApiClient;
import io.carillon.support.BridgeClient;
import io.carillon.support.Client;
import io.carillon.support.FeedServer;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.carillon.support.TraceCollector;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that logs all that it can, and all ways in which it is told a secret. */
@Tag("slow")
@Timeout(300)
class SecretsInLogsTest {

    private static final String UPLINK = "uplink-token-2f6c1d";
    private static final String COLLECTOR = "collector-token-8a11e0";

    /** What must not be found: each token, its claims and its signature by themselves; and secrets. */
    private final Map<String, String> secrets = new LinkedHashMap<>();

    private String secret(String way, String token) {
        secrets.put(way, token);
        String[] parts = token.split("\\.");
        if (parts.length == 3) {
            secrets.put(way + ", claims", parts[1]);
            secrets.put(way + ", signature", parts[2]);
        }
        return token;
    }

    private String token(String way) {
        return secret(
                way,
                Tokens.sign(new JsonObject()
                        .put("sub", "ada")
                        .put("jti", way)
                        .put("exp", Tokens.now() + 3600)
                        .put("scope", "api admin")
                        .put("allow", new JsonObject().put("**", List.of("join", "publish")))));
    }

    @ParameterizedTest
    @EnumSource(LogConfig.Format.class)
    void areNotInTheLogAtTheLightestLevel(LogConfig.Format format, @TempDir Path directory) throws Exception {
        secret("secret", Tokens.SECRET);
        secrets.put(
                "secret in base64", Base64.getEncoder().encodeToString(Tokens.SECRET.getBytes(StandardCharsets.UTF_8)));
        secret("uplink", UPLINK);
        secret("collector", COLLECTOR);
        Path log = directory.resolve("log");
        try (TraceCollector collector = new TraceCollector();
                FeedServer feed = new FeedServer()) {
            Process server = start(
                    log,
                    "log.format=" + format,
                    "log.level=trace",
                    "log.levels={io: trace, com.hazelcast: trace}",
                    "auth.jwt.keys=[{alg: HS256, secret: \"" + Tokens.SECRET + "\"}]",
                    "endpoints={main: {preset: carillon, token-in-query: true}}",
                    "api.token-in-query=true",
                    "bridge.tcp.port=0",
                    "uplinks={feed: {url: \"ws://127.0.0.1:" + feed.port() + "/\", token: " + UPLINK + ", room: f}}",
                    "tracing={endpoint: \"" + collector.endpoint() + "\", token: " + COLLECTOR + ", sample: 1}",
                    "drain.over=0s");
            try {
                int port = port(server, log);
                clients(port);
                services(port, bridge(log));
                server.destroy();
                assertThat(server.waitFor(120, TimeUnit.SECONDS)).isTrue();
            } finally {
                server.destroyForcibly();
            }
        }
        String all = Files.readString(log);

        assertThat(all).contains("opened", "closed", "refused", "revoked", "com.hazelcast", "io.netty");
        assertThat(all).contains(format == LogConfig.Format.JSON ? "\"level\":\"trace\"" : " TRACE ");
        assertThat(all).doesNotContain("***"); // nobody tries: what masks tokens is for what is not foreseen
        for (Map.Entry<String, String> each : secrets.entrySet()) {
            assertThat(all.lines().filter(line -> line.contains(each.getValue())))
                    .as(each.getKey())
                    .isEmpty();
        }
        if (format == LogConfig.Format.JSON) {
            assertThat(all.lines())
                    .allSatisfy(line ->
                            assertThat(new JsonObject(line).getString("level")).isNotNull());
        }
    }

    private void clients(int port) {
        try (Client client = Client.connect(port, "/ws", token("header"))) {
            client.ask(new JsonObject().put("type", "refresh").put("id", 1).put("token", token("refresh")));
            client.ask(new JsonObject()
                    .put("type", "refresh")
                    .put("id", 2)
                    .put("token", token("refused refresh").replace('.', ':')));
            client.join("r");
            client.publish("r", 1);
        }
        handshake(port, "/ws", "Sec-WebSocket-Protocol", "carillon.v1.json, bearer." + token("subprotocol"), 101);
        handshake(port, "/ws?access_token=" + token("query"), "X", "y", 101);
        handshake(port, "/ws?access_token=" + token("query that is refused") + "x", "X", "y", 401);
        handshake(port, "/ws", "Authorization", "Bearer " + token("header that is refused") + "x", 401);
        handshake(port, "/nowhere?access_token=" + token("nowhere"), "Authorization", "Bearer " + token("n"), 404);
        try (RawSocket socket = new RawSocket(port)) { // no HTTP at all
            socket.send(("GET /ws?access_token=" + token("broken request") + " HTTP/9\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            socket.readToEnd();
        }
    }

    private static void handshake(int port, String path, String name, String value, int status) {
        try (RawSocket socket = new RawSocket(port)) {
            Map<String, List<String>> headers = RawSocket.handshake();
            headers.put(name, List.of(value));
            HttpAnswer answer = socket.request("GET " + path + " HTTP/1.1", headers);
            assertThat(answer.status()).as(path + ' ' + name).isEqualTo(status);
        }
    }

    private void services(int port, int bridge) {
        ApiClient api = new ApiClient(port, token("api"));
        assertThat(api.post("/rooms/r/messages", "1").status()).isEqualTo(200);
        assertThat(new ApiClient(port, null)
                        .get("/rooms/r/events?access_token=" + token("api query") + "x")
                        .status())
                .isEqualTo(401);
        String revoked = token("revoked by its text");
        assertThat(api.post(
                                "/revocations",
                                new JsonObject().put("token", revoked).encode())
                        .status())
                .isEqualTo(200);
        assertThat(api.post("/revocations", "{\"token\": \"" + token("revoked, ill-formed") + "\", \"user\": 1}")
                        .status())
                .isEqualTo(400);
        JsonObject asked = new JsonObject().put("token", token("explained")).put("room", "r");
        assertThat(api.post("/admin/explain", asked.encode()).status()).isEqualTo(200);
        asked.put("token", token("explained, ill-formed") + "x").put("user", 5);
        assertThat(api.post("/admin/explain", asked.encode()).status()).isEqualTo(400);
        try (BridgeClient client = BridgeClient.of(bridge, token("bridge"))) {
            client.ask("carillon.revoke", new JsonObject().put("token", token("revoked at the bridge")));
            client.write(BridgeClient.frame("send", "carillon.info", "replyAddress", "x")
                    .put("headers", new JsonObject().put("authorization", "Bearer " + token("bad bridge") + "x")));
            client.read();
        }
    }

    /** As the server has said when it began to listen. */
    private static int bridge(Path log) throws IOException {
        Matcher said =
                Pattern.compile("the bridge listens host=\\S+ port=(\\d+)").matcher(Files.readString(log));
        assertThat(said.find()).isTrue();
        return Integer.parseInt(said.group(1));
    }

    private static Process start(Path log, String... settings) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-cp",
                classPath,
                "io.carillon.cli.Main",
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                "0"));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        return new ProcessBuilder(command).redirectError(log.toFile()).start();
    }

    private static int port(Process server, Path log) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String ready = out.readLine();
        assertThat(ready).as(Files.readString(log)).startsWith("carillon ready http");
        return URI.create(ready.split(" ")[2]).getPort();
    }
}
