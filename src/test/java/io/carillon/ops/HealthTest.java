package io.carillon.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What a node tells about its health. */
class HealthTest {

    @Test
    void aNodeThatIsAloneIsSafe() throws Exception {
        try (TestServer server = TestServer.start()) {
            HttpResponse<String> answer = safe(server.managementPort());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(answer.body()))
                    .isEqualTo(new JsonObject().put("status", "up").put("nodes", 1));
        }
    }

    private static HttpResponse<String> safe(int port) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/health/safe");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
