package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Exposition;
import io.carillon.support.PromQl;
import io.carillon.support.RawSocket;
import io.carillon.support.ScrapedTarget;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Two nodes after a short load: what they tell is what the dashboard, the alerts and the documentation speak of, and is right. */
@Timeout(60)
class MonitoringTest {

    private static final Path MONITORING = Path.of("k8s/monitoring");

    /** What Prometheus adds to each sample. */
    private static final Set<String> OF_TARGETS =
            ScrapedTarget.of(MONITORING.resolve("servicemonitor.yaml")).names();

    /** What it measures itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("up");

    private static final Pattern HEADING = Pattern.compile("\\| `([a-z_0-9]+)(?:\\{([a-z_, ]*)})?` \\|.*");
    private static final String FLOOD = "x".repeat(60_000);
    private static final int FLOODS = 120;
    private static final int PUBLICATIONS = 3 + FLOODS;

    @TempDir
    private static Path directory;

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;
    private static Exposition told;
    private static Exposition toldByOther;

    @BeforeAll
    @Timeout(120)
    static void load() throws IOException {
        cluster = new TestCluster(directory);
        String rooms = "rooms={\"stream:*\": {stream: {size: 100, ttl: 1m}}, \"who:*\": {presence: true}}";
        String uplink = "uplinks={nowhere: {url: \"ws://127.0.0.1:1/ws\", room: x, direction: in}}";
        String collector = "tracing.endpoint=http://127.0.0.1:1";
        String[] tls = certificate();
        one = cluster.start(rooms, uplink, collector, tls[0], tls[1], tls[2], "limits.queue=64KiB");
        two = cluster.start(rooms, tls[0], tls[1], tls[2]);
        messages();
        refusals();
        slowConsumer();
        told = await(one, "carillon_publications_total", PUBLICATIONS); // the publisher waits for nobody
        toldByOther = await(two, "carillon_fanout_messages_total", 1);
        double sent = told.value("carillon_bus_messages_total", "direction", "out");
        while (toldByOther.value("carillon_bus_messages_total", "direction", "in") < sent) { // they are on their way
            toldByOther = Exposition.of(two);
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String[] certificate() throws IOException {
        TestAuthority authority = new TestAuthority("Nodes' CA");
        authority.issue("node").into(directory);
        authority.write(directory.resolve("ca.pem"));
        return new String[] {
            "cluster.tls.cert=" + directory.resolve("cert.pem"),
            "cluster.tls.key=" + directory.resolve("key.pem"),
            "cluster.tls.ca=" + directory.resolve("ca.pem"),
        };
    }

    private static void messages() {
        try (Client ada = one.connect("ada");
                Client grace = one.connect("grace");
                Client edith = two.connect("edith")) {
            for (Client each : List.of(ada, grace, edith)) {
                each.join("plain");
            }
            ada.publish("plain", 1);
            edith.next();
            assertThat(grace.next().getString("type")).isEqualTo("message");
            JsonObject joined = ada.join("stream:s");
            ada.publish("stream:s", 2);
            grace.join("who:w");
            JsonObject recover =
                    new JsonObject().put("epoch", joined.getString("epoch")).put("offset", 0);
            assertThat(grace.result(Client.message("join", "stream:s").put("recover", recover))
                            .getBoolean("recovered"))
                    .isTrue();
            assertThat(ada.ask(Client.message("leave", "nowhere")).getString("code"))
                    .isEqualTo("not_joined");
            new ApiClient(one.port(), ApiClient.token("service")).post("/rooms/plain/messages", "3");
        }
    }

    private static void refusals() {
        try (RawSocket none = new RawSocket(one.port());
                RawSocket wrong = new RawSocket(one.port());
                RawSocket nowhere = new RawSocket(one.port())) {
            assertThat(none.request("GET /ws HTTP/1.1", RawSocket.handshake()).status())
                    .isEqualTo(401);
            assertThat(wrong.request("GET /ws?x=1 HTTP/1.1", with("Authorization", "Bearer x"))
                            .status())
                    .isEqualTo(401);
            assertThat(nowhere.request("GET /nowhere HTTP/1.1", RawSocket.handshake())
                            .status())
                    .isEqualTo(404);
        }
    }

    private static Map<String, List<String>> with(String name, String value) {
        Map<String, List<String>> headers = new HashMap<>(RawSocket.handshake());
        headers.put(name, List.of(value));
        return headers;
    }

    private static void slowConsumer() {
        try (Client slow = Client.connect(RawSocket.narrow(one.port(), 4096), "/ws", Tokens.of("slow"));
                Client publisher = one.connect("publisher")) {
            slow.join("flood");
            publisher.join("flood");
            for (int i = 0; i < FLOODS; i++) {
                publisher.send(
                        Client.message("publish", "flood").put("data", FLOOD).put("echo", false));
            }
            await(one, "carillon_slow_consumers_total", 1); // not read before: it might keep up
            assertThat(slow.awaitClose().closeCode()).isEqualTo(4003);
        }
    }

    private static Exposition await(TestServer server, String metric, double least) {
        Exposition now = Exposition.of(server);
        while (now.value(metric) < least) {
            now = Exposition.of(server);
        }
        return now;
    }

    @Test
    void whatHasHappenedIsCounted() {
        assertThat(told.value("carillon_handshakes_total", "result", "accepted"))
                .isEqualTo(4);
        assertThat(told.value("carillon_handshakes_total", "result", "no_token"))
                .isEqualTo(1);
        assertThat(told.value("carillon_handshakes_total", "result", "invalid_token"))
                .isEqualTo(1);
        assertThat(told.value("carillon_handshakes_total", "result", "no_endpoint"))
                .isEqualTo(1);
        assertThat(told.value("carillon_errors_total", "code", "not_joined")).isEqualTo(1);
        assertThat(told.value("carillon_closes_total", "code", "4003", "side", "server"))
                .isEqualTo(1);
        assertThat(told.value("carillon_http_requests_total", "operation", "publish", "status", "2xx"))
                .isEqualTo(1);
        assertThat(told.value("carillon_token_verifications_total", "outcome", "rejected"))
                .isEqualTo(1);
        assertThat(told.value("carillon_stream_recoveries_total", "outcome", "recovered"))
                .isEqualTo(1);
    }

    @Test
    void messagesAreCountedWhereTheyGo() {
        assertThat(told.value("carillon_publications_total")).isEqualTo(PUBLICATIONS);
        assertThat(told.value("carillon_bus_messages_total", "direction", "out"))
                .isEqualTo(toldByOther.value("carillon_bus_messages_total", "direction", "in"))
                .isPositive();
        assertThat(toldByOther.value("carillon_fanout_seconds_count")).isPositive();
        assertThat(toldByOther.value("carillon_publish_to_write_seconds_count"))
                .as("others' messages are measured by their own node")
                .isZero();
        assertThat(told.value("carillon_publish_to_write_seconds_count"))
                .isGreaterThanOrEqualTo(3)
                .isLessThanOrEqualTo(told.value("carillon_fanout_seconds_count"));
        assertThat(told.value("carillon_messages_received_total")).isGreaterThan(FLOODS);
        assertThat(told.value("carillon_received_bytes_total")).isGreaterThan(FLOODS * FLOOD.length());
        assertThat(told.value("carillon_sent_bytes_total")).isPositive();
        assertThat(told.value("carillon_nodes")).isEqualTo(2);
    }

    @Test
    void bothAreReadyOnceTheirDataHasItsCopies() {
        for (TestServer each : List.of(one, two)) {
            Exposition ready = await(each, "carillon_ready", 1);

            assertThat(ready.value("carillon_cluster_safe")).isEqualTo(1);
            assertThat(ready.value("carillon_draining")).isZero();
        }
    }

    @Test
    void noLabelIsOneThatPrometheusGivesTheTarget() {
        assertThat(OF_TARGETS).contains("namespace", "pod", "job", "instance");
        assertThat(told.samples())
                .allSatisfy(sample ->
                        assertThat(sample.labels().keySet()).as(sample.name()).doesNotContainAnyElementsOf(OF_TARGETS));
    }

    @Test
    void theDashboardKnowsNothingElse() throws IOException {
        JsonObject dashboard = new JsonObject(Files.readString(MONITORING.resolve("dashboard.json")));
        List<String> expressions = new ArrayList<>();
        for (JsonObject panel : objects(dashboard, "panels")) {
            if (!panel.getString("type").equals("row")) {
                assertThat(panel.getString("description"))
                        .as(panel.getString("title"))
                        .isNotBlank();
                objects(panel, "targets").forEach(target -> expressions.add(target.getString("expr")));
            }
        }
        objects(dashboard.getJsonObject("annotations"), "list")
                .forEach(each -> expressions.add(each.getString("expr")));

        assertThat(expressions).hasSizeGreaterThan(60).doesNotContainNull();
        expressions.forEach(
                expression -> assertKnown(expression.replace("$__rate_interval", "5m"), Set.of("$namespace", "$pod")));
        assertThat(dashboard.encode()).doesNotContainPattern("\"uid\":\"(?!\\$\\{datasource}|carillon\")");
        assertThat(objects(dashboard, "panels").stream().map(panel -> panel.getInteger("id")))
                .doesNotHaveDuplicates();
    }

    private static List<JsonObject> objects(JsonObject of, String name) {
        return of.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    @Test
    @SuppressWarnings("unchecked")
    void theAlertsKnowNothingElse() throws IOException {
        Map<String, Object> resource =
                (Map<String, Object>) new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(MONITORING.resolve("alerts.yaml")));
        assertThat(resource)
                .containsEntry("apiVersion", "monitoring.coreos.com/v1")
                .containsEntry("kind", "PrometheusRule");
        List<Map<String, Object>> groups =
                (List<Map<String, Object>>) ((Map<String, Object>) resource.get("spec")).get("groups");
        List<Map<String, Object>> rules = groups.stream()
                .flatMap(group -> ((List<Map<String, Object>>) group.get("rules")).stream())
                .toList();

        assertThat(rules).hasSizeGreaterThan(20);
        for (Map<String, Object> rule : rules) {
            String name = (String) rule.get("alert");
            assertThat((Map<String, String>) rule.get("annotations"))
                    .containsKeys("summary", "description")
                    .containsEntry("runbook", "docs/operations.md#alert-" + name.toLowerCase(Locale.ROOT));
            assertThat((Map<String, String>) rule.get("labels"))
                    .extractingByKey("severity")
                    .isIn("critical", "warning");
            assertThat(rule.get("for")).as(name).asString().matches("\\d+m");
            assertKnown((String) rule.get("expr"), Set.of());
        }
    }

    /** Each metric that is selected is told, with the labels and values that are asked for. */
    private static void assertKnown(String expression, Set<String> variables) {
        PromQl read = PromQl.of(expression);
        Set<String> labels = new HashSet<>(OF_TARGETS);
        for (PromQl.Selector selector : read.selectors()) {
            if (OF_PROMETHEUS.contains(selector.name())) {
                continue;
            }
            List<Exposition.Sample> samples = told.all(selector.name());
            assertThat(samples).as("%s of %s", selector.name(), expression).isNotEmpty();
            samples.forEach(sample -> labels.addAll(sample.labels().keySet()));
            selector.conditions().stream()
                    .filter(condition -> !OF_TARGETS.contains(condition.label()))
                    .forEach(condition -> assertThat(values(samples, condition.label()))
                            .as("%s of %s", condition, expression)
                            .containsAll(literals(condition)));
            assertThat(selector.conditions().stream()
                            .filter(condition -> OF_TARGETS.contains(condition.label()))
                            .map(PromQl.Condition::value))
                    .as(expression)
                    .allMatch(variables::contains);
        }
        assertThat(labels).as(expression).containsAll(read.groups());
    }

    private static Set<String> values(List<Exposition.Sample> samples, String label) {
        return samples.stream()
                .map(sample -> sample.labels().getOrDefault(label, ""))
                .collect(Collectors.toSet());
    }

    private static List<String> literals(PromQl.Condition condition) {
        return condition.operator().endsWith("~")
                ? List.of(condition.value().split("\\|"))
                : List.of(condition.value());
    }

    @Test
    void theDocumentationHasAllOfThemAndNoOthers() throws IOException {
        Set<String> documented = new TreeSet<>();
        try (Stream<String> lines = Files.lines(Path.of("docs/metrics.md"))) {
            lines.forEach(line -> {
                Matcher heading = HEADING.matcher(line);
                if (heading.matches()) {
                    String labels = heading.group(2) == null ? "" : heading.group(2);
                    documented.add(heading.group(1) + new TreeSet<>(words(labels)));
                }
            });
        }
        Set<String> found = new TreeSet<>();
        told.types().keySet().forEach(name -> {
            Set<String> labels = new TreeSet<>();
            told.samples().stream()
                    .filter(sample -> told.metric(sample.name()).equals(name))
                    .forEach(sample -> labels.addAll(sample.labels().keySet()));
            labels.remove("le");
            found.add(name + labels);
        });

        found.removeIf(name -> name.startsWith("jvm_gc_pause") || name.startsWith("jvm_gc_concurrent"));
        documented.removeIf(name -> name.startsWith("jvm_gc_pause") || name.startsWith("jvm_gc_concurrent"));
        assertThat(documented).containsExactlyInAnyOrderElementsOf(found);
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("[, ]+")).filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void namesEndInTheirUnit() {
        assertThat(told.types().keySet())
                .filteredOn(name -> name.startsWith("carillon_"))
                .hasSizeGreaterThan(50)
                .allMatch(name -> name.matches("[a-z][a-z_]*[a-z]"))
                .noneMatch(name -> name.matches(".*_(ms|millis|kb|mb)(_total)?"));
        assertThat(told.types().entrySet())
                .filteredOn(metric -> metric.getKey().startsWith("carillon_"))
                .filteredOn(metric -> metric.getValue().equals("histogram"))
                .allMatch(metric -> metric.getKey().endsWith("_seconds"));
    }
}
