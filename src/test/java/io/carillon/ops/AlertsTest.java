package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.support.Exposition;
import io.carillon.support.ScrapedTarget;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The alert rules, as Prometheus's own promtool evaluates them over what a node tells, with the labels that the operator adds. */
@Timeout(60)
class AlertsTest {

    private static final Path MONITORING = Path.of("k8s/monitoring");
    private static final ScrapedTarget TARGET = ScrapedTarget.of(MONITORING.resolve("servicemonitor.yaml"));
    private static final Pattern SERIES = Pattern.compile("([a-z_0-9]+)(?:\\{(.*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final String OF_ANOTHER_NODE = "another node's ";
    private static final long DAY = 86_400;

    @TempDir
    private static Path directory;

    private static Map<String, String> healthy = Map.of();
    private static List<String> alerts = List.of();

    /** An alert, and what is wrong for an hour and a half: series, and their values of each minute. */
    private record Case(String alert, Map<String, String> differs) {

        static Case of(String alert, String... seriesAndValues) {
            Map<String, String> differs = new LinkedHashMap<>();
            for (int i = 0; i < seriesAndValues.length; i += 2) {
                differs.put(seriesAndValues[i], seriesAndValues[i + 1]);
            }
            return new Case(alert, differs);
        }
    }

    private static final List<Case> CASES = List.of(
            Case.of("CarillonNodeDown", "up", "0x90"),
            Case.of("CarillonAbsent", "carillon_info{*}", "_x90"),
            Case.of("CarillonNotReady", "carillon_ready", "0x90"),
            Case.of("CarillonDrainStuck", "carillon_draining", "1x90"),
            Case.of("CarillonNotSafe", "carillon_cluster_safe", "0x90"),
            Case.of("CarillonClusterDivided", OF_ANOTHER_NODE + "carillon_nodes", "1x90"),
            Case.of(
                    "CarillonConnectionsNearLimit",
                    "carillon_connections{endpoint=\"carillon\",format=\"json\"}",
                    "500x90",
                    "carillon_connections{endpoint=\"other\",format=\"json\"}",
                    "250x90",
                    "carillon_event_readers",
                    "101x90",
                    "carillon_connections_limit",
                    "1000x90"),
            Case.of(
                    "CarillonHandshakesRefused",
                    "carillon_handshakes_total{endpoint=\"carillon\",result=\"invalid_token\"}",
                    "0+100x90"),
            Case.of(
                    "CarillonHandshakesFailing",
                    "carillon_handshakes_total{endpoint=\"carillon\",result=\"failed\"}",
                    "0+1x90"),
            Case.of(
                    "CarillonSlowConsumers",
                    "carillon_connections{endpoint=\"carillon\",format=\"json\"}",
                    "500x90",
                    "carillon_slow_consumers_total{endpoint=\"carillon\"}",
                    "0+1x90"),
            Case.of("CarillonInternalErrors", "carillon_closes_total{code=\"1011\",side=\"server\"}", "0+1x90"),
            Case.of("CarillonPublishToWriteSlow", "carillon_publish_to_write_seconds_bucket{le=\"+Inf\"}", "0+10x90"),
            Case.of("CarillonEventLoopLag", "carillon_event_loop_lag_seconds_bucket{le=\"+Inf\"}", "0+10x90"),
            Case.of("CarillonBusDrops", "carillon_bus_dropped_total{reason=\"overflow\"}", "0+1x90"),
            Case.of("CarillonBusSlow", "carillon_bus_slowest_round_trip_seconds", "0.3x90"),
            Case.of("CarillonStreamFailures", "carillon_stream_failures_total", "0+60x90"),
            Case.of(
                    "CarillonRecoveriesFailing",
                    "carillon_stream_recoveries_total{outcome=\"failed\"}",
                    "0+60x90",
                    "carillon_stream_recoveries_total{outcome=\"recovered\"}",
                    "0+60x90"),
            Case.of("CarillonStreamResets", "carillon_stream_resets_total", "0+1x90"),
            Case.of("CarillonUplinkDisconnected", "carillon_uplink_connected{uplink=\"feed\"}", "0x90"),
            Case.of("CarillonServicesDropped", "carillon_services_dropped_total", "0+1x90"),
            Case.of(
                    "CarillonKeysNotRefreshed",
                    "carillon_jwks_fetches_total{outcome=\"failed\"}",
                    "0+1x90",
                    "carillon_jwks_fetches_total{outcome=\"succeeded\"}",
                    "0x90"),
            Case.of(
                    "CarillonCertificateExpiring",
                    "carillon_tls_certificate_expiry_timestamp_seconds{use=\"bus\"}",
                    10 * DAY + "x90"),
            Case.of("CarillonHeapNearLimit", "jvm_memory_usage_after_gc{area=\"heap\",pool=\"long-lived\"}", "0.9x90"),
            Case.of(
                    "CarillonDirectMemoryNearLimit",
                    "carillon_netty_direct_bytes",
                    "90x90",
                    "carillon_netty_direct_limit_bytes",
                    "100x90"),
            Case.of(
                    "CarillonFilesNearLimit",
                    "process_files_open_files",
                    "90x90",
                    "process_files_max_files",
                    "100x90"));

    @BeforeAll
    static void ask() throws IOException {
        assumeTrue(isThere(), "alerts are not evaluated: there is no promtool on the PATH");
        JsonObject resource = new JsonObject(yaml(MONITORING.resolve("alerts.yaml")));
        Files.writeString(
                directory.resolve("rules.yaml"), resource.getJsonObject("spec").encode());
        alerts = resource.getJsonObject("spec").getJsonArray("groups").stream()
                .flatMap(group -> ((JsonObject) group).getJsonArray("rules").stream())
                .map(rule -> ((JsonObject) rule).getString("alert"))
                .toList();
        try (TestServer server = TestServer.start()) {
            Exposition told = Exposition.of(server);
            while (told.value("carillon_ready") < 1 || told.value("carillon_cluster_safe") < 1) {
                told = Exposition.of(server);
            }
            healthy = series(told);
        }
    }

    private static boolean isThere() {
        try {
            return run("promtool", "--version").status == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(Path file) throws IOException {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    }

    /** What a node tells while nothing happens: all values stay as they are. */
    private static Map<String, String> series(Exposition told) {
        Map<String, String> series = new LinkedHashMap<>();
        series.put(series("up", Map.of()), "1x90");
        for (Exposition.Sample sample : told.samples()) {
            if (Double.isFinite(sample.value())) {
                series.put(
                        series(sample.name(), sample.labels()), new BigDecimal(sample.value()).toPlainString() + "x90");
            }
        }
        return series;
    }

    private static String series(String name, Map<String, String> ofSample) {
        return TARGET.with(ofSample).entrySet().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue() + '"')
                .collect(Collectors.joining(",", name + "{", "}"));
    }

    @Test
    void eachIsReadAsARuleWithItsTexts() throws IOException {
        Ended ended = run(
                "promtool", "check", "rules", directory.resolve("rules.yaml").toString());

        assertThat(ended.output).contains(alerts.size() + " rules found");
        assertThat(ended.status).as(ended.output).isZero();
    }

    @Test
    void noneFiresWhileAllIsWell() throws IOException {
        assertFiring(List.of(new Case("", Map.of())));
    }

    @Test
    void eachFiresInItsCaseAndNoOtherDoes() throws IOException {
        assertThat(CASES.stream().map(Case::alert)).containsExactlyInAnyOrderElementsOf(alerts);

        assertFiring(CASES);
    }

    private static void assertFiring(List<Case> cases) throws IOException {
        JsonArray tests = new JsonArray();
        cases.forEach(each -> tests.add(test(each)));
        Path file = Files.writeString(
                directory.resolve("tests.yaml"),
                new JsonObject()
                        .put("rule_files", new JsonArray().add("rules.yaml"))
                        .put("evaluation_interval", "1m")
                        .put("tests", tests)
                        .encode());

        Ended ended = run("promtool", "test", "rules", file.toString());

        assertThat(ended.status).as(ended.output).isZero();
    }

    private static JsonObject test(Case planted) {
        Map<String, String> series = new LinkedHashMap<>(healthy);
        planted.differs.forEach((what, values) -> plant(series, what, values));
        JsonArray input = new JsonArray();
        series.forEach(
                (name, values) -> input.add(new JsonObject().put("series", name).put("values", values)));
        JsonArray firing = new JsonArray();
        if (!planted.alert.isEmpty()) {
            firing.add(new JsonObject()
                    .put("labels", "{alertname=\"" + planted.alert + "\"}")
                    .put("value", 1));
        }
        JsonObject asked = new JsonObject()
                .put("expr", "count by (alertname) (ALERTS{alertstate=\"firing\"})")
                .put("eval_time", "80m")
                .put("exp_samples", firing);
        return new JsonObject()
                .put("name", planted.alert)
                .put("interval", "1m")
                .put("input_series", input)
                .put("promql_expr_test", new JsonArray().add(asked));
    }

    private static void plant(Map<String, String> series, String what, String values) {
        boolean another = what.startsWith(OF_ANOTHER_NODE);
        Matcher matcher = SERIES.matcher(another ? what.substring(OF_ANOTHER_NODE.length()) : what);
        assertThat(matcher.matches()).as(what).isTrue();
        String name = matcher.group(1);
        if ("*".equals(matcher.group(2))) {
            series.replaceAll((key, before) -> key.startsWith(name + "{") ? values : before);
            return;
        }
        Map<String, String> labels = new TreeMap<>();
        LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2))
                .results()
                .forEach(label -> labels.put(label.group(1), label.group(2)));
        String whole = series(name, labels);
        series.put(another ? whole.replace("carillon-0", "carillon-1") : whole, values);
    }

    private record Ended(int status, String output) {}

    private static Ended run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ended(process.waitFor(), output);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
