package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** When a change takes effect: of each setting it is said, in the program and in the documentation. */
class EffectTest {

    /** A file that is there, whatever is in it. */
    private static final String PEM = "src/test/resources/keys/rsa-public.pem";

    /** What others need that they may be said. */
    private static final List<String> NEEDED = List.of(
            "cluster.config=cluster.xml",
            "bridge.tcp.port=4",
            "http.tls={cert: conf/carillon.yaml, key: conf/carillon.yaml}",
            "http.proxies.trusted=[10.1.0.0/16]",
            "cluster.tls={cert: conf/carillon.yaml, key: conf/carillon.yaml, ca: conf/carillon.yaml}",
            "tracing.endpoint=http://127.0.0.6:4318");

    /** What is not the default of the settings that need a restart. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("http.host", "127.0.0.1"),
            Map.entry("http.port", "1"),
            Map.entry("http.transport", "nio"),
            Map.entry("http.pages", "conf"),
            Map.entry("http.plain", "anywhere"),
            Map.entry("http.tls.cert", PEM),
            Map.entry("http.tls.key", PEM),
            Map.entry("http.tls.protocols", "[TLSv1.3]"),
            Map.entry("http.proxies.trusted", "[10.0.0.0/8]"),
            Map.entry("http.proxies.header", "forwarded"),
            Map.entry("http.proxies.protocol", "true"),
            Map.entry("management.host", "127.0.0.2"),
            Map.entry("management.port", "2"),
            Map.entry("cluster.config", "cluster.xml"),
            Map.entry("cluster.quorum", "2"),
            Map.entry("cluster.copies", "2"),
            Map.entry("cluster.bus.host", "127.0.0.4"),
            Map.entry("cluster.bus.port", "4"),
            Map.entry("cluster.tls.cert", PEM),
            Map.entry("cluster.tls.key", PEM),
            Map.entry("cluster.tls.ca", PEM),
            Map.entry("cluster.tls.name", "node.example"),
            Map.entry("tracing.endpoint", "http://127.0.0.5:4318"),
            Map.entry("tracing.sample", "0.5"),
            Map.entry("tracing.service", "other"),
            Map.entry("tracing.token", "secret"),
            Map.entry("bridge.tcp.host", "127.0.0.3"),
            Map.entry("bridge.tcp.port", "3"),
            Map.entry("bridge.tcp.connections", "3"),
            Map.entry("logbook.events", "3"),
            Map.entry("limits.header", "32KiB"));

    @Test
    void isSaidOfEverySetting() {
        List<String> settings = Catalogue.known().settings().stream()
                .map(setting -> setting.path().toString())
                .filter(path -> !path.endsWith("[]")) // which is said of the list
                .distinct()
                .toList();

        assertThat(Effect.table().keySet()).containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void isWhatTheDocumentationSays() throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        Matcher row = Pattern.compile("(?m)^\\| (?<settings>`.*`) \\| (?<effect>[a-z ]+) \\|.*$")
                .matcher(Files.readString(Path.of("docs", "reload.md")));
        while (row.find()) {
            for (String setting : row.group("settings").replace("`", "").split(", ")) {
                assertThat(documented.put(setting, row.group("effect")))
                        .as(setting)
                        .isNull();
            }
        }
        Map<String, String> real = new LinkedHashMap<>();
        Effect.table().forEach((path, effect) -> real.put(path, effect.toString()));

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(real);
    }

    @Test
    void isARestartWhereTheValueOfTheStartStays() {
        List<String> restart = new ArrayList<>();
        Effect.table().forEach((path, effect) -> {
            if (effect == Effect.RESTART) {
                restart.add(path);
            }
        });
        assertThat(OTHERS.keySet()).containsExactlyInAnyOrderElementsOf(restart);
        Config running = Config.defaults();
        for (String path : restart) {
            List<String> settings = new ArrayList<>(NEEDED);
            settings.add(path + '=' + OTHERS.get(path));
            Config next = loaded(settings.toArray(String[]::new)).config();

            assertThat(next.over(running)).as(path).isEqualTo(running);
        }
    }

    @Test
    void isOneOfARunningServerForEverythingElse() {
        Config running = Config.defaults();
        Config next = loaded(
                        "limits.rooms=7",
                        "limits.handshake=7s",
                        "limits.sessions.max=7",
                        "events=true",
                        "keepalive.interval=7s",
                        "rooms.x.bus=true",
                        "endpoints.x.path=/x",
                        "auth.jwt.leeway=7s",
                        "api.heartbeat=7s",
                        "drain.over=7s",
                        "drain.delay=7s",
                        "log.level=debug",
                        "log.levels={\"io.carillon.gateway\": trace}",
                        "reload.watch=7s",
                        "call.waiting=7",
                        "schemas.registry.refresh=7s")
                .config();

        assertThat(next.over(running)).isEqualTo(next);
    }

    @Test
    void ofChangesIsShownWithBothValuesButThoseOfSecrets() {
        Snapshot before = loaded(
                        "auth.jwt.keys=[{alg: HS256, secret: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}]",
                        "auth.jwt.jwks.url=https://id.example/keys?key=geheim",
                        "rooms={gone: {bus: true}, \"chat:*\": {publish: anyone}}")
                .snapshot();
        Snapshot after = loaded(
                        "auth.jwt.keys=[{alg: HS256, secret: \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"}]",
                        "auth.jwt.jwks.url=https://id.example/keys?key=anders",
                        "auth.jwt.audience=[one, two]",
                        "rooms={\"chat:*\": {publish: services}}")
                .snapshot();

        assertThat(before.to(after).stream().map(Change::toString))
                .containsExactlyInAnyOrder(
                        "auth.jwt.keys[0].secret: \"***\" -> \"***\"",
                        "auth.jwt.jwks.url: \"https://id.example/keys?***\" -> \"https://id.example/keys?***\"",
                        "auth.jwt.audience: [] -> [one, two]",
                        "rooms.\"chat:*\".publish: anyone -> services",
                        "rooms.gone.bus: true -> nothing");
        assertThat(after.to(after)).isEmpty();
    }

    private static LoadedConfig loaded(String... settings) {
        return ConfigLoader.load(
                new ConfigSources(List.of(), Map.of(), false, List.of(settings), ConfigSources.Options.NONE));
    }
}
