package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.Carillon;
import io.carillon.support.Client;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The numbers of a real node, as Prometheus would read them. */
class MetricsTest {

    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z_0-9]+) (gauge|counter|summary|histogram)");
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z_0-9]+) \\S.*");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-z_0-9]+)(\\{[a-z_0-9]+=\"[^\"]*\"(?:,[a-z_0-9]+=\"[^\"]*\")*,?})? (-?\\d[0-9.E-]*|NaN)");

    private final HttpClient http = HttpClient.newHttpClient();

    /** What a scrape says: types by name, and values by name and labels. */
    private record Scrape(Map<String, String> types, Map<String, Double> values) {

        static Scrape of(String text) {
            Scrape scrape = new Scrape(new HashMap<>(), new HashMap<>());
            text.lines().forEach(scrape::line);
            return scrape;
        }

        private void line(String line) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                assertThat(types.put(type.group(1), type.group(2))).isNull();
            } else if (sample.matches()) {
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertThat(types.keySet()).anyMatch(sample.group(1)::startsWith);
                assertThat(values.put(sample.group(1) + labels, Double.valueOf(sample.group(3))))
                        .isNull();
            } else {
                assertThat(line).matches(HELP);
            }
        }
    }

    @Test
    void areInTheFormatThatPrometheusReads() {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> answer = ask(server, "GET");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            Scrape scrape = Scrape.of(answer.body());
            assertThat(scrape.types)
                    .containsEntry("carillon_connections", "gauge")
                    .containsEntry("carillon_rooms", "gauge")
                    .containsEntry("carillon_nodes", "gauge")
                    .containsEntry("carillon_draining", "gauge")
                    .containsEntry("process_cpu_time_ns_total", "counter")
                    .containsEntry("process_cpu_usage", "gauge")
                    .containsEntry("process_files_open_files", "gauge")
                    .containsEntry("process_uptime_seconds", "gauge")
                    .containsEntry("jvm_memory_used_bytes", "gauge")
                    .containsEntry("jvm_threads_live_threads", "gauge")
                    .containsEntry("jvm_gc_memory_allocated_bytes_total", "counter");
            assertThat(scrape.values.get("process_cpu_time_ns_total")).isPositive();
        }
    }

    @Test
    void sayWhichNodeThisIs() {
        try (TestServer server = TestServer.start()) {
            String node = server.carillon().node();

            Map<String, Double> values = scrape(server);

            assertThat(values)
                    .containsEntry("carillon_info{node=\"" + node + "\",version=\"" + Carillon.version() + "\"}", 1.0)
                    .containsEntry("carillon_nodes", 1.0)
                    .containsEntry("carillon_draining", 0.0);
            assertThat(values.keySet())
                    .anyMatch(name -> name.matches("carillon_transport_info\\{transport=\"[a-z_0-9]+\"}"));
        }
    }

    @Test
    void followTheClientsThatComeAndGo() {
        try (TestServer server = TestServer.start()) {
            assertThat(scrape(server))
                    .containsEntry("carillon_connections{endpoint=\"carillon\",format=\"json\"}", 0.0)
                    .containsEntry("carillon_rooms", 0.0);
            try (Client ada = server.connect("ada");
                    Client grace = server.connect("grace")) {
                ada.join("one");
                ada.join("two");
                grace.join("two");

                assertThat(scrape(server))
                        .containsEntry("carillon_connections{endpoint=\"carillon\",format=\"json\"}", 2.0)
                        .containsEntry("carillon_rooms", 2.0);
            }
        }
    }

    @Test
    void countUsersAndWhatTheyAreSent() {
        try (TestServer server = TestServer.start("limits.sessions={max: 2}", "auth.default.send=['{sub}']");
                Client first = server.connect("ada");
                Client ada = server.connect("ada");
                Client again = server.connect("ada");
                Client grace = server.connect("grace")) {
            assertThat(first.awaitClose().closeCode()).isEqualTo(4000);
            again.result(new JsonObject().put("type", "send").put("user", "ada").put("data", 1));
            assertThat(ada.next().getString("type")).isEqualTo("direct");
            assertThat(grace.drain()).isEmpty();

            assertThat(scrape(server))
                    .containsEntry("carillon_users", 2.0)
                    .containsEntry("carillon_directs_total", 2.0)
                    .containsEntry("carillon_questions_unanswered_total", 0.0)
                    .containsEntry("carillon_sessions_excess_total{outcome=\"closed\"}", 1.0)
                    .containsEntry("carillon_sessions_excess_total{outcome=\"refused\"}", 0.0);
        }
    }

    @Test
    void tellThatTheNodeDrains() {
        try (TestServer server = TestServer.start("drain.over=20s");
                Crowd crowd = Crowd.at(server)) {
            server.drain();
            crowd.first().next(); // the notice

            assertThat(scrape(server)).containsEntry("carillon_draining", 1.0);
        }
    }

    @Test
    void answerHeadWithoutABodyAndNothingElse() {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> head = ask(server, "HEAD");

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("content-type")).isPresent();
            assertThat(head.body()).isEmpty();
            assertThat(ask(server, "POST").statusCode()).isEqualTo(405);
        }
    }

    private Map<String, Double> scrape(TestServer server) {
        return Scrape.of(ask(server, "GET").body()).values;
    }

    private HttpResponse<String> ask(TestServer server, String method) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.managementPort() + "/metrics"))
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
