package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Carillon;
import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.HttpAnswer;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How nodes are, and have been, as the HTTP API tells it. */
class NodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static JsonObject nodes(TestServer server, long since) {
        HttpAnswer answer = new ApiClient(server.port()).get("/admin/nodes?since=" + since);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonObject only(JsonObject overview) {
        assertThat(overview.getJsonArray("nodes")).hasSize(1);
        return overview.getJsonArray("nodes").getJsonObject(0);
    }

    /** What the node tells when it is so. */
    private static JsonObject await(TestServer server, String what, Predicate<JsonObject> condition) {
        Eventually.until(PATIENCE, what, () -> condition.test(nodes(server, 0)));
        return nodes(server, 0);
    }

    private static long sum(JsonArray series) {
        return series == null
                ? 0
                : series.stream().mapToLong(each -> ((Number) each).longValue()).sum();
    }

    private static long sum(JsonObject node, String series) {
        return sum(node.getJsonObject("samples").getJsonArray(series));
    }

    private static long sum(JsonObject node, String group, String series) {
        return sum(node.getJsonObject("samples").getJsonObject(group).getJsonArray(series));
    }

    private static long fanOut(JsonObject node) {
        return node.getJsonObject("samples").getJsonObject("fanout").getJsonArray("counts").stream()
                .mapToLong(row -> sum((JsonArray) row))
                .sum();
    }

    private static List<String> ids(JsonObject overview, String list) {
        return overview.getJsonArray(list).stream()
                .map(node -> ((JsonObject) node).getString("node"))
                .toList();
    }

    @Test
    void tellsWhatHappensOnANode() {
        try (TestServer server = TestServer.start("rooms={kept: {stream: true}}", "limits.connections=77");
                Client client = server.connect("ann")) {
            client.join("lobby");
            client.result(Client.message("join", "kept")
                    .put("recover", new JsonObject().put("epoch", "another").put("offset", 1)));
            for (int i = 0; i < 5; i++) {
                client.publish("lobby", i);
            }
            assertThat(client.ask(Client.message("leave", "nowhere")).getString("type"))
                    .isEqualTo("error");
            assertThat(new ApiClient(server.port())
                            .delete("/users/bob/connections")
                            .status())
                    .isEqualTo(200);
            Client bob = server.connect("bob");
            new ApiClient(server.port()).delete("/connections/" + bob.id() + "?code=1013");
            bob.awaitClose();
            bob.close();

            JsonObject node = only(await(
                    server,
                    "all of it was sampled",
                    overview -> sum(only(overview), "closes", "server 1013") == 1
                            && sum(only(overview), "publications") == 5));

            assertThat(node.getString("node")).isEqualTo(server.carillon().node());
            assertThat(node.getBoolean("here")).isTrue();
            assertThat(node.getString("state")).isEqualTo("ready");
            assertThat(node.getInteger("connections")).isEqualTo(1);
            assertThat(node.getInteger("limit")).isEqualTo(77);
            assertThat(node.getInteger("users")).isEqualTo(1);
            assertThat(node.getInteger("rooms")).isEqualTo(2);
            assertThat(node.getDouble("cpu")).isBetween(0.0, 1.0);
            assertThat(node.getJsonObject("heap").getLong("used")).isPositive();
            assertThat(node.getJsonObject("direct").getLong("limit")).isPositive();
            assertThat(sum(node, "received")).isEqualTo(8); // joins, messages, and one that failed
            assertThat(sum(node, "sent")).isGreaterThanOrEqualTo(13);
            assertThat(sum(node, "bytesReceived")).isGreaterThan(8 * 20);
            assertThat(sum(node, "bytesSent")).isGreaterThan(13 * 20);
            assertThat(fanOut(node)).isEqualTo(5);
            assertThat(sum(node, "handshakes", "accepted")).isEqualTo(2);
            assertThat(sum(node, "errors", "not_joined")).isEqualTo(1);
            assertThat(sum(node, "recoveries", "failed")).isEqualTo(1);
            assertThat(node.getJsonObject("samples").getJsonObject("recoveries").containsKey("recovered"))
                    .isFalse();
        }
    }

    @Test
    void samplesAreTakenAtTheSameTimesEverywhereAndGivenOnce() {
        try (TestServer server = TestServer.start()) {
            JsonObject samples = only(await(
                            server,
                            "two samples",
                            overview -> only(overview)
                                            .getJsonObject("samples")
                                            .getJsonArray("time")
                                            .size()
                                    >= 2))
                    .getJsonObject("samples");
            JsonArray times = samples.getJsonArray("time");
            long last = times.getLong(times.size() - 1);

            assertThat(times).allMatch(time -> ((Number) time).longValue() % 2_000 == 0);
            assertThat(times).doesNotHaveDuplicates();
            assertThat(samples.fieldNames().stream()
                            .filter(name -> samples.getValue(name) instanceof JsonArray)
                            .map(name -> samples.getJsonArray(name).size()))
                    .containsOnly(times.size());
            assertThat(samples.getJsonObject("fanout").getJsonArray("counts")).hasSize(times.size());
            assertThat(samples.getJsonObject("fanout").getJsonArray("counts").getJsonArray(0))
                    .hasSize(samples.getJsonObject("fanout")
                                    .getJsonArray("bounds")
                                    .size()
                            + 1);
            assertThat(only(nodes(server, last)).getJsonObject("samples").getJsonArray("time"))
                    .doesNotContain(last);
        }
    }

    @Test
    void tellsOfAllNodesAndWhoHasLeft(@TempDir Path directory) {
        try (TestCluster cluster = new TestCluster(directory)) {
            List<TestServer> all =
                    IntStream.range(0, 3).mapToObj(i -> cluster.start()).toList();
            all.forEach(node -> node.awaitNodes(3));
            List<String> ids = all.stream().map(node -> node.carillon().node()).toList();

            JsonObject whole = await(
                    all.get(1), "all answer", overview -> ids(overview, "nodes").size() == 3);

            assertThat(ids(whole, "nodes")).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(whole.getJsonArray("nodes").stream()
                            .map(JsonObject.class::cast)
                            .filter(node -> node.getBoolean("here"))
                            .map(node -> node.getString("node")))
                    .containsExactly(ids.get(1));
            assertThat(ids(whole, "gone")).isEmpty();

            all.get(2).close();

            JsonObject left = await(
                    all.get(0),
                    "one has left",
                    overview -> ids(overview, "gone").equals(List.of(ids.get(2))));
            assertThat(ids(left, "nodes")).containsExactlyInAnyOrder(ids.get(0), ids.get(1));
            assertThat(left.getJsonArray("gone").getJsonObject(0).getString("version"))
                    .as("the one that was asked before knows it")
                    .isEqualTo(Carillon.version());
            assertThat(left.getJsonArray("missing")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"-1", "yesterday", "1.5"})
    void aTimeIsANumber(String since) {
        try (TestServer server = TestServer.start()) {
            assertThat(new ApiClient(server.port())
                            .get("/admin/nodes?since=" + since)
                            .json()
                            .getString("reason"))
                    .isEqualTo("since is an integer from 0");
        }
    }

    @Test
    void servicesAreNotTold() {
        try (TestServer server = TestServer.start()) {
            String service = Tokens.sign(new JsonObject()
                    .put("sub", "s")
                    .put("exp", Tokens.now() + 60)
                    .put("scope", "api"));
            ApiClient api = new ApiClient(server.port(), service);

            for (String path : List.of("/admin/nodes", "/admin/rooms", "/admin/rooms/lobby")) {
                HttpAnswer answer = api.get(path);
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.header("WWW-Authenticate")).endsWith("scope=\"admin\"");
                assertThat(new ApiClient(server.port(), null).get(path).status())
                        .isEqualTo(401);
            }
        }
    }
}
