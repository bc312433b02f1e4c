package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void givesTheDefaultsWhereNothingIsWritten() {
        Config config = Config.defaults();

        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        "0.0.0.0",
                        8080,
                        HttpConfig.Transport.AUTO,
                        Optional.empty(),
                        ProxyConfig.NONE,
                        Optional.empty(),
                        new HttpConfig.Plain(false, false)));
        assertThat(config.management()).isEqualTo(new ManagementConfig("0.0.0.0", 9080));
        assertThat(config.cluster()).isEqualTo(new ClusterConfig(Optional.empty(), 0, 1));
        assertThat(config.auth().jwt().hasKeys()).isFalse();
        assertThat(config.endpoints()).containsOnlyKeys("carillon");
        EndpointConfig endpoint = config.endpoints().get("carillon");
        assertThat(endpoint.path()).isEqualTo("/ws");
        assertThat(endpoint.origins()).isEmpty();
        assertThat(endpoint.tokenInQuery()).isFalse();
        assertThat(endpoint.compression()).isFalse();
        assertThat(endpoint.keepAlive()).isEqualTo(config.keepAlive());
        assertThat(endpoint.limits().connection()).isEqualTo(config.limits().connection());
        assertThat(endpoint.closeCodes()).isEmpty();
        assertThat(config.keepAlive())
                .isEqualTo(new KeepAliveConfig(Duration.ofSeconds(30), Duration.ofSeconds(10), 0.2));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(
                        new AdmissionLimits(10_000, 0, 0),
                        new ConnectionLimits(65_536, 100, 1_048_576, 0, 0),
                        Duration.ofSeconds(5),
                        16_384,
                        SessionLimits.DEFAULT));
        assertThat(config.drain())
                .isEqualTo(new DrainConfig(Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(30)));
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.TEXT, LogConfig.Level.INFO));
    }

    @Test
    void readsEverySettingFromAFile() throws IOException {
        file("jwks.json", "{}");
        file("key.pem", "");
        file("cluster.xml", "");
        Config config = load(file("all.yaml", """
                        http: { host: localhost, port: 0 }
                        cluster: { config: cluster.xml, bus: { host: 10.0.0.1, port: 15701 }, quorum: 2, copies: 3 }
                        auth:
                          jwt:
                            keys:
                              - { alg: HS256, kid: k1, secret: %s }
                              - { alg: ES256, pem: key.pem }
                            jwks: { file: jwks.json }
                            issuer: https://id.example
                            audience: carillon
                            leeway: 1m
                            require-exp: false
                          default: { allow: { "user:{sub}": [join, history] } }
                        endpoints: { main: { path: "/ws/:tenant", origins: ["*", "https://a.example:8443"], token-in-query: true, compression: true } }
                        keepalive: { interval: 500ms, timeout: 1h, jitter: 0 }
                        limits: { message: 1024, queue: 2MiB, handshakes-per-second: 7 }
                        rooms: { "a:*": { publish: anyone } }
                        drain: { over: 0s, limit: 1s }
                        log: { format: json, level: debug }
                        """.formatted(SECRET)));

        assertThat(config.management()).isEqualTo(new ManagementConfig("localhost", 0));
        assertThat(config.cluster())
                .isEqualTo(new ClusterConfig(
                        Optional.of(directory.resolve("cluster.xml")),
                        new BusConfig(Optional.of("10.0.0.1"), 15701),
                        2,
                        3,
                        Optional.empty()));
        JwtConfig jwt = config.auth().jwt();
        assertThat(jwt.keys()).extracting(KeyConfig::alg).containsExactly("HS256", "ES256");
        assertThat(jwt.keys()).extracting(KeyConfig::path).containsExactly("auth.jwt.keys[0]", "auth.jwt.keys[1]");
        assertThat(jwt.keys().get(0).secret().orElseThrow().bytes()).hasSize(32);
        assertThat(jwt.keys().get(0).source()).endsWith("all.yaml:6");
        assertThat(jwt.keys().get(1).pem()).contains(directory.resolve("key.pem"));
        assertThat(jwt.jwks().file()).contains(directory.resolve("jwks.json"));
        assertThat(jwt.issuer()).contains("https://id.example");
        assertThat(jwt.audience()).containsExactly("carillon");
        assertThat(config.auth().defaultAllow()).containsEntry("user:{sub}", List.of("join", "history"));
        EndpointConfig main = config.endpoints().get("main");
        assertThat(main.path()).isEqualTo("/ws/:tenant");
        assertThat(main.origins()).containsExactly("*", "https://a.example:8443");
        assertThat(main.tokenInQuery()).isTrue();
        assertThat(config.keepAlive()).isEqualTo(new KeepAliveConfig(Duration.ofMillis(500), Duration.ofHours(1), 0));
        assertThat(config.limits().connection().message()).isEqualTo(1024);
        assertThat(config.limits().connection().queue()).isEqualTo(2_097_152);
        assertThat(config.log()).isEqualTo(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG));
    }

    @Test
    void mergesMapsAndReplacesListsAndValues() throws IOException {
        Path below = file("below.yaml", """
                http: { host: a, port: 1 }
                endpoints: { one: { path: /1, origins: ["https://a"] } }
                """);
        Path above = file("above.yaml", """
                http: { port: 2 }
                auth:
                endpoints: { one: { origins: ["https://b"] }, two: { path: /2 } }
                """);

        Config config = load(below, above);

        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        "a",
                        2,
                        HttpConfig.Transport.AUTO,
                        Optional.empty(),
                        ProxyConfig.NONE,
                        Optional.empty(),
                        new HttpConfig.Plain(true, true)));
        assertThat(config.endpoints().keySet()).containsExactly("one", "two");
        assertThat(config.endpoints().get("one").path()).isEqualTo("/1");
        assertThat(config.endpoints().get("one").origins()).containsExactly("https://b");
    }

    @Test
    void prefersOptionsToSettingsToEnvironmentToFilesToDefaults() throws IOException {
        Path file = file("some.yaml", "{http: {port: 1, host: file}, limits: {rooms: 1, connections: 1, queue: 1}}");
        ConfigSources sources = new ConfigSources(
                List.of(file),
                Map.of("CARILLON_HTTP_PORT", "2", "CARILLON_LIMITS_ROOMS", "2", "CARILLON_LIMITS_CONNECTIONS", "2"),
                false,
                List.of("http.port=3", "limits.rooms=2", "limits.rooms=3"),
                new ConfigSources.Options(Optional.of("4"), Optional.empty(), Optional.empty()));

        Config config = ConfigLoader.load(sources).config();

        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        "file",
                        4,
                        HttpConfig.Transport.AUTO,
                        Optional.empty(),
                        ProxyConfig.NONE,
                        Optional.empty(),
                        new HttpConfig.Plain(true, true)));
        assertThat(config.limits().connection().rooms()).isEqualTo(3);
        assertThat(config.limits().admission().connections()).isEqualTo(2);
        assertThat(config.limits().connection().queue()).isEqualTo(1);
        assertThat(config.limits().connection().message()).isEqualTo(65_536);
    }

    @Test
    void takesAValueBackToItsDefaultByNull() throws IOException {
        ConfigSources sources = sources(List.of(file("a.yaml", "http: {port: 1}")), false, "http.port=null");

        assertThat(ConfigLoader.load(sources).config().http().port()).isEqualTo(8080);
    }

    @Test
    void listensOnTheLoopbackInterfaceInATrialRunWhateverFilesSay() throws IOException {
        Path file = file("a.yaml", "{http: {host: 0.0.0.0}, management: {host: 0.0.0.0}}");

        Config config = ConfigLoader.load(sources(List.of(file), true)).config();

        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.management().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void listensWhereTheHostOptionSaysInATrialRun() {
        ConfigSources.Options host = new ConfigSources.Options(Optional.empty(), Optional.of("::"), Optional.empty());
        ConfigSources sources = new ConfigSources(List.of(), Map.of(), true, List.of(), host);

        Config config = ConfigLoader.load(sources).config();

        assertThat(config.http().host()).isEqualTo("::");
        assertThat(config.management().host()).isEqualTo("::");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth.jwt.keys=[{alg: HS256, secret: " + SECRET + "}]",
                "auth.jwt.keys[0]={alg: HS256, secret: " + SECRET + "}",
            })
    void readsListsFromASetting(String setting) {
        Config config = ConfigLoader.load(sources(List.of(), false, setting)).config();

        assertThat(config.auth().jwt().keys()).hasSize(1);
    }

    @Test
    void takesTextsOfSettingsAsTheyAre() {
        Config config = ConfigLoader.load(sources(
                        List.of(),
                        false,
                        "auth.jwt.keys.0.alg=HS256",
                        "auth.jwt.keys.0.secret=[*: #" + SECRET,
                        "auth.jwt.issuer=12",
                        "rooms.\"a=b:*\".publish=\"anyone\""))
                .config();

        assertThat(new String(
                        config.auth().jwt().keys().get(0).secret().orElseThrow().bytes()))
                .isEqualTo("[*: #" + SECRET);
        assertThat(config.auth().jwt().issuer()).contains("12");
        assertThat(config.rooms().patterns()).hasSize(1);
    }

    @Test
    void writesEffectiveValuesThatReadAsTheSame() throws IOException {
        file("key.pem", "");
        String yaml = """
                auth: { jwt: { keys: [{ alg: RS256, pem: key.pem, kid: "1" }], audience: [a, "b c", "null"] } }
                endpoints: { main: { origins: ["*"] }, "1": { path: "/a/:b" } }
                rooms: { "chat:*": { publish: services }, "quote\\"d": {} }
                keepalive: { interval: 1500ms }
                limits: { message: 100, queue: 65536 }
                """;
        String effective = ConfigLoader.parse(yaml, directory).yaml();

        assertThat(ConfigLoader.parse(effective, Path.of("")).yaml()).isEqualTo(effective);
        assertThat(effective).contains("interval: 1500ms", "message: 100", "queue: 64KiB", "kid: \"1\"");
    }

    @Test
    void masksSecretsInTheEffectiveValues() {
        String yaml = "auth: { jwt: { keys: [{ alg: HS256, secret: " + SECRET + " }] } }";

        assertThat(ConfigLoader.parse(yaml, directory).yaml())
                .contains("secret: \"***\"")
                .doesNotContain(SECRET);
    }

    @Test
    void opensATrialRunToOthersForTheHostOptionAlone() {
        ConfigSources.Options host =
                new ConfigSources.Options(Optional.empty(), Optional.of("0.0.0.0"), Optional.empty());

        assertThat(ConfigLoader.load(sources(List.of(), true, "http.host=0.0.0.0"))
                        .config()
                        .http()
                        .host())
                .isEqualTo("127.0.0.1");
        assertThat(ConfigLoader.load(new ConfigSources(List.of(), Map.of(), true, List.of(), host))
                        .config()
                        .http()
                        .host())
                .isEqualTo("0.0.0.0");
    }

    private Config load(Path... files) {
        return ConfigLoader.load(sources(List.of(files), false)).config();
    }

    private static ConfigSources sources(List<Path> files, boolean dev, String... settings) {
        return new ConfigSources(files, Map.of(), dev, List.of(settings), ConfigSources.Options.NONE);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
