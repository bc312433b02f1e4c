package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** Servers with a proxy in front, which the test is. */
class ProxiedEndpointTest {

    private static final String TRUSTED = "http.proxies.trusted=[127.0.0.1, 10.0.0.0/8]";

    private static final String EVENTS = "/rooms/some/events";

    private static int handshake(TestServer server, String header, String value) {
        return handshake(server, "", Map.of(header, List.of(value)));
    }

    private static int handshake(TestServer server, String begin, Map<String, List<String>> more) {
        try (RawSocket socket = new RawSocket(server.port())) {
            Map<String, List<String>> headers = RawSocket.handshake();
            headers.put("Authorization", List.of("Bearer " + Tokens.of("ada")));
            headers.putAll(more);
            socket.send(begin.getBytes(StandardCharsets.US_ASCII));
            int status = socket.request("GET /ws HTTP/1.1", headers).status();
            if (status == 101) {
                assertThat(socket.readFrame().text()).contains("\"welcome\"");
            }
            return status;
        }
    }

    /**
     * One in a second is allowed, and a machine that stands still makes seconds pass: whoever is counted is refused sooner
     * or later, and whoever is not never is.
     */
    private static void assertCounted(IntSupplier handshake) {
        Eventually.until(Duration.ofSeconds(20), "it is counted", () -> {
            int status = handshake.getAsInt();
            assertThat(status).isIn(101, 429);
            return status == 429;
        });
    }

    @Test
    void countsHandshakesOfEachClientBehindAProxy() {
        try (TestServer server = TestServer.start(TRUSTED, "limits.handshakes-per-address=1")) {
            assertThat(handshake(server, "X-Forwarded-For", "203.0.113.9")).isEqualTo(101);
            assertThat(handshake(server, "X-Forwarded-For", "203.0.113.10")).isEqualTo(101);
            assertCounted(() -> handshake(server, "X-Forwarded-For", "203.0.113.10, 10.0.0.1"));
            assertCounted(() -> handshake(server, "X-Forwarded-For", "203.0.113.11, 203.0.113.9"));
            assertThat(handshake(server, "X-Forwarded-For", "203.0.113.11")).isEqualTo(101);
        }
    }

    @Test
    void countsReadersOfEventsByTheSameAddresses() {
        try (TestServer server =
                TestServer.start(TRUSTED, "limits.handshakes-per-address=1", "http.proxies.header=forwarded")) {
            ApiClient api = new ApiClient(server.port());
            try (ApiClient.Events first = api.follow(EVENTS, "Forwarded", "for=203.0.113.9");
                    ApiClient.Events second = api.follow(EVENTS, "Forwarded", "for=203.0.113.10")) {
                assertThat(first.connection()).isNotEqualTo(second.connection());
                assertCounted(() -> follow(api, "for=203.0.113.9"));
            }
        }
    }

    private static int follow(ApiClient api, String client) {
        try (ApiClient.Events events = api.follow(EVENTS, "Forwarded", client)) {
            assertThat(events.connection()).isNotBlank();
            return 101; // as with the others
        } catch (AssertionError refused) {
            assertThat(refused).hasMessageStartingWith("429 ");
            return 429;
        }
    }

    @Test
    void believesNobodyUnlessItIsTold() {
        try (TestServer server = TestServer.start("limits.handshakes-per-address=1")) {
            AtomicInteger others = new AtomicInteger(9);
            assertThat(handshake(server, "X-Forwarded-For", "203.0.113.9")).isEqualTo(101);
            assertCounted(() -> handshake(server, "X-Forwarded-For", "2001:db8:" + others.incrementAndGet() + "::1"));
        }
    }

    @Test
    void takesTheHostThatATrustedProxyWasAskedForForItsOwn() {
        Map<String, List<String>> page = Map.of(
                "Host", List.of("node-1:8080"),
                "Origin", List.of("https://app.example"),
                "X-Forwarded-Host", List.of("app.example"));
        try (TestServer trusting = TestServer.start(TRUSTED);
                TestServer other = TestServer.start()) {
            assertThat(handshake(trusting, "", page)).isEqualTo(101);
            assertThat(handshake(trusting, "Origin", "https://app.example")).isEqualTo(403);
            assertThat(handshake(other, "", page)).isEqualTo(403);
        }
    }

    @Test
    void upgradesBehindAHeaderOfTheProxyProtocol() {
        try (TestServer server =
                TestServer.start(TRUSTED, "http.proxies.protocol=true", "limits.handshakes-per-address=1")) {
            assertThat(handshake(server, proxied("203.0.113.9"), Map.of())).isEqualTo(101);
            assertThat(handshake(server, proxied("203.0.113.10"), Map.of())).isEqualTo(101);
            assertCounted(() -> handshake(server, proxied("203.0.113.9"), Map.of()));
            AtomicInteger others = new AtomicInteger(11);
            assertCounted(() -> handshake(
                    server,
                    proxied("203.0.113.9"),
                    Map.of("X-Forwarded-For", List.of("2001:db8:" + others.incrementAndGet() + "::1"))));
            assertThat(handshake(server, proxied("10.0.0.1"), Map.of("X-Forwarded-For", List.of("203.0.113.11"))))
                    .isEqualTo(101);
        }
    }

    @Test
    void closesAProxysConnectionThatSaysNothingInTime() {
        try (TestServer server = TestServer.start(TRUSTED, "http.proxies.protocol=true", "limits.handshake=100ms");
                RawSocket socket = new RawSocket(server.port())) {
            assertThat(socket.readToEnd()).isEmpty();
        }
    }

    private static String proxied(String client) {
        return "PROXY TCP4 " + client + " 127.0.0.1 4711 8080\r\n";
    }
}
