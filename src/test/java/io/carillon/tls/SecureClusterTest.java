package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.Cluster;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.Logged;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with mutual TLS between them: what is said goes across, and a node that has no certificate says so and is not ready. */
@Timeout(120)
class SecureClusterTest {

    private static final String STREAM = "rooms={\"s:*\": {stream: {size: 10000, ttl: 10m}}}";

    private final TestAuthority authority = new TestAuthority("Nodes' CA");

    @TempDir
    Path directory;

    private String[] settings(String folder, TestAuthority by) {
        try {
            Path at = Files.createDirectories(directory.resolve(folder));
            by.issue(folder).into(at);
            by.write(at.resolve("ca.pem"));
            return new String[] {
                STREAM,
                "cluster.tls.cert=" + at.resolve("cert.pem"),
                "cluster.tls.key=" + at.resolve("key.pem"),
                "cluster.tls.ca=" + at.resolve("ca.pem")
            };
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int ready(TestServer node) {
        return health(node).statusCode();
    }

    private static HttpResponse<String> health(TestServer node) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + node.managementPort() + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void goesOnWhileEveryCertificateIsExchangedAndLosesNoMessageOfAStream() {
        try (TestCluster cluster = new TestCluster(directory)) {
            TestServer first = cluster.start(settings("one", authority));
            TestServer second = cluster.start(settings("two", authority));
            try (Client hears = second.connect("hears");
                    Client says = first.connect("says")) {
                hears.join("s:1");
                says.join("s:1");
                for (int i = 1; i <= 600; i++) {
                    says.send(Client.message("publish", "s:1").put("data", i).put("echo", false));
                    if (i % 200 == 0) {
                        authority.issue("again " + i).into(directory.resolve("one"));
                        authority.issue("again " + i).into(directory.resolve("two"));
                        first.carillon().tls().reload();
                        second.carillon().tls().reload();
                    }
                }
                for (int i = 1; i <= 600; i++) {
                    JsonObject next = hears.next();
                    assertThat(next.getInteger("data")).isEqualTo(i);
                    assertThat(next.getLong("offset")).isEqualTo(i);
                }
            }
            assertThat(first.carillon()
                            .tls()
                            .bus()
                            .orElseThrow()
                            .counters()
                            .taken()
                            .sum())
                    .isEqualTo(3);
            Eventually.until(
                    Duration.ofSeconds(20), "both are ready", () -> ready(first) == 200 && ready(second) == 200);
        }
    }

    @Test
    void nobodyHearsANodeWithoutACertificateAndItSaysWhy() {
        try (TestCluster cluster = new TestCluster(directory);
                Logged trust = new Logged(TlsFiles.class);
                Logged contact = new Logged(contactClass())) {
            TestServer node = cluster.start(settings("good", authority));
            Eventually.until(Duration.ofSeconds(20), "ready", () -> ready(node) == 200);
            TestServer plain = cluster.start(STREAM);
            TestServer other = cluster.start(settings("bad", new TestAuthority("Other CA")));
            Eventually.until(
                    Duration.ofSeconds(60),
                    "they say what is wrong",
                    () -> contact.lines().stream()
                                    .anyMatch(line -> line.startsWith("ERROR") && line.contains("set cluster.tls"))
                            && contact.lines().stream()
                                    .anyMatch(line -> line.contains("certificate that the other refuses")));

            for (TestServer shutOut : List.of(plain, other)) {
                Eventually.until(Duration.ofSeconds(20), "not ready", () -> ready(shutOut) == 503);
                assertThat(health(shutOut).body()).contains("no other node answers on the event bus (cluster.tls)");
            }
            assertThat(ready(node)).as("who was there first goes on").isEqualTo(200);
            Eventually.until(
                    Duration.ofSeconds(20),
                    "who was refused is named",
                    () -> trust.lines().stream()
                            .anyMatch(line -> line.contains("a node was refused on the event bus")
                                    && line.contains("peer=127.0.0.1:")
                                    && line.contains("CN=bad: ")));
            try (Client hears = node.connect("hears");
                    Client says = plain.connect("says")) {
                hears.join("room");
                says.join("room");
                says.publish("room", "lies");
                assertThat(hears.drain()).isEmpty();
            }
        }
    }

    private static Class<?> contactClass() {
        try {
            return Class.forName(Cluster.class.getPackageName() + ".BusContact");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
