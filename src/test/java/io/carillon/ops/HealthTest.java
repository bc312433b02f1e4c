package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a node tells about its health. */
class HealthTest {

    @Test
    void aNodeThatIsAloneIsSafe() throws Exception {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> answer = ask(server, "safe");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()))
                    .isEqualTo(new JsonObject().put("status", "up").put("nodes", 1));
        }
    }

    @Test
    void aNodeThatIsToldToStopIsUnreadyAtOnceAndGoesOnForAWhile() throws Exception {
        try (TestServer server = TestServer.start("drain.delay=10s");
                Client ada = server.connect("ada")) {
            awaitReady(server);
            CompletableFuture<Void> stopped = server.drain();

            assertThat(ask(server, "ready").statusCode()).isEqualTo(503);
            assertThat(ask(server, "live").statusCode()).isEqualTo(200);
            try (Client late = server.connect("late")) {
                late.join("some");
                ada.join("some");
                late.publish("some", 1);
                assertThat(ada.next().getInteger("data")).isEqualTo(1);
                assertThat(late.awaitClose().closeCode()).isEqualTo(1012);
            }
            assertThat(ada.awaitClose().closeCode()).isEqualTo(1012);
            stopped.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void afterThatWhileItLetsNobodyIn() throws Exception {
        try (TestServer server = TestServer.start("drain.delay=1s", "drain.over=20s");
                Crowd crowd = Crowd.at(server)) {
            server.drain();
            assertThat(crowd.first().next().getString("event")).isEqualTo("draining");

            assertThat(upgrade(server).status()).isEqualTo(503);
            assertThat(upgrade(server).header("retry-after")).isEqualTo("1");
        }
    }

    private static HttpAnswer upgrade(TestServer server) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("late")));
        try (RawSocket socket = new RawSocket(server.port())) {
            return socket.request("GET /ws HTTP/1.1", headers);
        }
    }

    /** Of 3 s there is 1 left, of which half is for leaving the cluster; were all 3 left, it would be 1500 ms. */
    @Test
    void theWhileIsAPartOfTheTimeThatItHas() {
        TestServer server = TestServer.start("drain.delay=2s", "drain.limit=3s", "drain.over=10s");
        List<Client> clients = IntStream.range(0, 12)
                .mapToObj(i -> server.connect("user " + i))
                .toList();
        server.drain();

        assertThat(clients).allSatisfy(client -> {
            JsonObject notice = client.next();
            assertThat(notice.getString("event")).isEqualTo("draining");
            assertThat(notice.getInteger("in")).isBetween(0, 500);
        });
        clients.forEach(Client::close);
        server.close();
    }

    @Test
    void aNodeThatHasStartedIsWell() throws Exception {
        try (TestServer server = TestServer.start()) {
            awaitReady(server);
            for (String path : List.of("live", "started", "ready")) {
                HttpResponse<String> answer = ask(server, path);

                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
                assertThat(answer.body()).isEqualTo("{\"status\":\"up\"}");
            }
        }
    }

    @Test
    void aNodeThatDrainsIsAliveAndSaysWhyItIsNotReady() throws Exception {
        try (TestServer server = TestServer.start("drain.over=20s");
                Crowd crowd = Crowd.at(server)) {
            server.drain();
            crowd.first().next(); // the notice

            HttpResponse<String> ready = ask(server, "ready");

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(new JsonObject(ready.body()))
                    .isEqualTo(new JsonObject().put("status", "down").put("reason", "the node is draining"));
            assertThat(ask(server, "live").statusCode()).isEqualTo(200);
        }
    }

    /** It does not wait long for its data's copies when it starts. */
    private static void awaitReady(TestServer server) {
        Eventually.until(Duration.ofSeconds(30), "it is ready", () -> {
            try {
                return ask(server, "ready").statusCode() == 200;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static HttpResponse<String> ask(TestServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.managementPort() + "/health/" + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
