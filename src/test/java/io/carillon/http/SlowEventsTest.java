package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers of Server-Sent Events that do not read. */
@Timeout(60)
class SlowEventsTest {

    private static void follow(RawSocket slow) {
        String request = "GET /api/v1/rooms/r/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + ApiClient.token("slow") + "\r\n\r\n";
        slow.send(request.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoDoesNotReadIsCutOffAndHoldsUpNobody() {
        try (TestServer narrow = TestServer.start("limits.queue=256KiB");
                RawSocket slow = RawSocket.narrow(narrow.port(), 4096)) {
            ApiClient its = new ApiClient(narrow.port());
            follow(slow);
            try (ApiClient.Events events = its.follow("/rooms/r/events")) {
                while (its.get("/connections?user=slow")
                        .json()
                        .getJsonArray("items")
                        .isEmpty()) {
                    Thread.onSpinWait();
                }
                String large = "\"" + "x".repeat(50_000) + "\"";
                int sent = 0; // who is to keep up reads each before the next, however busy the machine is
                while (!its.get("/connections?user=slow")
                        .json()
                        .getJsonArray("items")
                        .isEmpty()) {
                    its.post("/rooms/r/messages", large);
                    sent++;
                    assertThat(events.next().name()).isEqualTo("message");
                    assertThat(sent).isLessThan(1000);
                }
            }
        }
    }

    @Test
    void inAConflatingRoomWhoIsLateGetsTheNewestOfEachKey() {
        try (TestServer conflating = TestServer.start("limits.queue=256KiB", "rooms={r: {conflate: {key: /k}}}");
                RawSocket slow = RawSocket.narrow(conflating.port(), 4096)) {
            ApiClient its = new ApiClient(conflating.port());
            follow(slow);
            while (its.get("/connections?user=slow")
                    .json()
                    .getJsonArray("items")
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            String large = "x".repeat(20_000);
            for (int i = 0; i < 1000; i++) { // 20 MB, of which the system takes a few
                JsonObject data = new JsonObject().put("k", i % 2).put("i", i).put("x", large);
                assertThat(its.post("/rooms/r/messages", data.encode()).status())
                        .isEqualTo(200);
            }

            String read = "";
            while (!read.contains("\"i\":998") || !read.contains("\"i\":999")) {
                read = read.substring(Math.max(0, read.length() - 50_000)) + slow.readSome();
            }
            assertThat(its.get("/connections?user=slow").json().getJsonArray("items"))
                    .hasSize(1);
        }
    }
}
