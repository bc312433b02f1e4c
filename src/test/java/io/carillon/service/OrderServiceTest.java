package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service that {@code docs/services.md} shows, in a process of its own that has no class of Carillon's. */
@Tag("slow")
class OrderServiceTest {

    private static final Path EXAMPLE = Path.of("examples", "order-service");
    private static final Path SOURCE = EXAMPLE.resolve(Path.of("src", "main", "java", "example", "OrderService.java"));

    private static final String[] SETTINGS = {"rooms={\"orders:*\": {stream: true}}", "auth.default.call=['orders.*']"};

    private static TestCluster cluster;
    private static TestServer node;
    private static Process service;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        cluster = new TestCluster(directory);
        node = cluster.start(SETTINGS);
        service = run(cluster);
    }

    /** Until it is ready. */
    private static Process run(TestCluster beside) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classpath(),
                        SOURCE.toString(),
                        beside.xml().toString(),
                        "127.0.0.1")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null && !line.equals("ready")) { // Vert.x's own log may be on its standard output
            line = said.readLine();
        }
        assertThat(line).isEqualTo("ready");
        return process;
    }

    /** Without the program's own classes. */
    private static String classpath() {
        String program = Path.of("target", "classes").toAbsolutePath().toString();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().toString().equals(program))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        service.destroy();
        service.waitFor(10, TimeUnit.SECONDS);
        cluster.close();
    }

    private static JsonObject place(Object order) {
        return new JsonObject()
                .put("type", "call")
                .put("method", "orders.place")
                .put("data", order);
    }

    @Test
    void answersClientsAndPublishesOnce() {
        try (Client client = node.connect("ann")) {
            client.join("orders:ann");
            JsonObject order = new JsonObject().put("id", "o1").put("article", "bell");

            JsonObject stored = client.result(place(order));
            JsonObject again = client.result(place(order));

            assertThat(stored.getLong("offset")).isEqualTo(1);
            assertThat(again).isEqualTo(stored.copy().put("duplicate", true));
            JsonObject message = client.next();
            assertThat(message.getJsonObject("data")).isEqualTo(order.copy().put("state", "placed"));
            assertThat(message.getJsonObject("from")).isEqualTo(new JsonObject(Map.of("service", "bus")));
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void holdsNoneOfTheStreams() {
        for (int i = 0; i < 40; i++) { // of which half would be on it otherwise, and not come back
            try (Client client = node.connect("user" + i)) {
                JsonObject order = new JsonObject().put("id", "o").put("article", "clapper");
                assertThat(client.result(place(order)).getLong("offset")).isEqualTo(1);
            }
        }
    }

    static Stream<Object> nonsense() {
        return Stream.of(
                List.of(),
                new JsonObject().put("id", "o1"),
                new JsonObject().put("article", "bell"),
                new JsonObject().putNull("id").put("article", "bell"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void refusesWithAReason(Object order) {
        try (Client client = node.connect("ann")) {
            JsonObject answer = client.ask(place(order));

            assertThat(answer.getString("code")).isEqualTo("bad_request");
            assertThat(answer.getString("reason")).isEqualTo("id and article are strings");
        }
    }

    @Test
    void passesOnWhatCarillonRefuses() {
        try (Client client = node.connect("ann")) {
            JsonObject answer =
                    client.ask(place(new JsonObject().put("id", "o".repeat(256)).put("article", "bell")));

            assertThat(answer.getString("code")).isEqualTo("bad_request");
            assertThat(answer.getBoolean("retryable")).isFalse();
        }
    }

    @Test
    void endsWithTheLastNodeAndAnswersWhenBothWereStartedAgain(@TempDir Path directory) throws Exception {
        try (TestCluster other = new TestCluster(directory)) {
            TestServer first = other.start(SETTINGS);
            Process before = run(other);
            try {
                first.drain().get(60, TimeUnit.SECONDS);
                assertThat(before.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(before.exitValue()).isOne();
            } finally {
                before.destroyForcibly();
            }
            TestServer second = other.start(SETTINGS);
            Process after = run(other);
            try (Client client = second.connect("ann")) {
                JsonObject order = new JsonObject().put("id", "o1").put("article", "bell");
                assertThat(client.result(place(order)).getLong("offset")).isEqualTo(1);
            } finally {
                after.destroy();
                after.waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    /** What it is built with is not what the test runs it with, unless these are the same. */
    @ParameterizedTest
    @ValueSource(strings = {"vertx.version", "hazelcast.version", "maven.compiler.release"})
    void isBuiltWithTheVersionsOfTheNodes(String property) throws IOException {
        Pattern version = Pattern.compile("<" + Pattern.quote(property) + ">([^<]+)<");
        Matcher node = version.matcher(Files.readString(Path.of("pom.xml")));
        Matcher example = version.matcher(Files.readString(EXAMPLE.resolve("pom.xml")));

        assertThat(node.find() && example.find()).isTrue();
        assertThat(example.group(1)).isEqualTo(node.group(1));
    }

    @Test
    void isWhatTheDocumentShows() throws IOException {
        String source = Files.readString(SOURCE);
        String shown = source.substring(source.indexOf("import com.hazelcast"));

        assertThat(Files.readString(Path.of("docs", "services.md"))).contains("```java\n" + shown + "```\n");
    }
}
