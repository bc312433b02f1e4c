package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.Carillon;
import io.carillon.support.Exposition;
import io.carillon.support.HttpAnswer;
import io.carillon.support.Logged;
import io.carillon.support.RawSocket;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that others could read are not taken, unless whoever runs the server wants it so. */
@Timeout(60)
class PlainConnectionsTest {

    private static final String LOOPBACK = "127.0.0.1";

    /** Of a block for tests of networks (RFC 2544). */
    private static final String LENT = "198.18.0.77";

    private static String outside;

    private static boolean lent;

    /** Another address of this machine; where there is none, and Linux lets us, one is lent to it. */
    @BeforeAll
    static void find() throws IOException {
        outside = any();
        if (outside.isEmpty()) {
            lent = ip("add");
            outside = any();
        }
        assumeTrue(!outside.isEmpty(), "this machine has no address but the loopback one");
    }

    @AfterAll
    static void giveBack() {
        if (lent) {
            ip("del");
        }
    }

    private static boolean ip(String change) {
        try {
            return new ProcessBuilder("ip", "addr", change, LENT + "/32", "dev", "lo")
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static String any() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .filter(PlainConnectionsTest::leadsHere)
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("");
    }

    /** Interfaces come and go while others make networks of their own. */
    private static boolean leadsHere(InetAddress address) {
        try (ServerSocket all = new ServerSocket(0);
                Socket caller = new Socket(address, all.getLocalPort())) {
            return caller.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static HttpAnswer upgrade(TestServer server, String address) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("ann")));
        return request(server, address, "GET /ws HTTP/1.1", headers);
    }

    private static HttpAnswer request(
            TestServer server, String address, String line, Map<String, List<String>> headers) {
        try (RawSocket socket = RawSocket.at(address, server.port())) {
            return socket.request(line, headers);
        }
    }

    @Test
    void areRefusedWhereNobodyHasSaidWhereToListen() {
        try (TestServer server = TestServer.start("http.host=null")) {
            HttpAnswer refused = upgrade(server, outside);

            assertThat(refused.status()).isEqualTo(403);
            assertThat(new JsonObject(refused.body()).getString("error")).isEqualTo("forbidden");
            assertThat(new JsonObject(refused.body()).getString("reason")).contains("http.tls", "http.plain: anywhere");
            assertThat(upgrade(server, LOOPBACK).status()).isEqualTo(101);
        }
    }

    @Test
    void areRefusedByTheHttpApiTooButNotWhereNoTokenIsAskedFor() {
        try (TestServer server = TestServer.start("http.host=null")) {
            Map<String, List<String>> headers =
                    Map.of("Host", List.of("x"), "Authorization", List.of("Bearer " + Tokens.of("ann")));
            String info = "GET /api/v1/rooms/x/members HTTP/1.1";

            assertThat(request(server, outside, info, headers).status()).isEqualTo(403);
            assertThat(request(server, outside, info, headers).body()).contains("http.plain: anywhere");
            assertThat(request(server, outside, "GET /console/ HTTP/1.1", headers)
                            .status())
                    .isEqualTo(403);
            assertThat(request(server, LOOPBACK, info, headers).body()).doesNotContain("http.plain");
            assertThat(request(server, outside, "GET /api/v1/nowhere HTTP/1.1", headers)
                            .status())
                    .isEqualTo(404);
            assertThat(request(server, outside, "GET /nowhere HTTP/1.1", headers)
                            .status())
                    .isEqualTo(404);
            assertThat(request(server, outside, "GET /api/v1/openapi.yaml HTTP/1.1", Map.of("Host", List.of("x")))
                            .status())
                    .isEqualTo(200);
        }
    }

    /** Before what is wrong with the handshake is looked at, and before a token is. */
    @Test
    void areRefusedBeforeAllElse() {
        try (TestServer server = TestServer.start("http.host=null")) {
            assertThat(request(server, outside, "GET /ws HTTP/1.1", Map.of("Host", List.of("x")))
                            .status())
                    .isEqualTo(403);
            assertThat(request(server, LOOPBACK, "GET /ws HTTP/1.1", Map.of("Host", List.of("x")))
                            .status())
                    .isEqualTo(426);
        }
    }

    @Test
    void areCountedWhereHandshakesWithoutAnEndpointAre() {
        try (TestServer server = TestServer.start("http.host=null")) {
            assertThat(upgrade(server, outside).status()).isEqualTo(403);

            List<Exposition.Sample> refused = Exposition.of(server).all("carillon_handshakes_total").stream()
                    .filter(sample -> "plain".equals(sample.labels().get("result")))
                    .toList();

            assertThat(refused).singleElement().satisfies(sample -> {
                assertThat(sample.labels()).containsEntry("endpoint", "_none");
                assertThat(sample.value()).isEqualTo(1);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http.host=0.0.0.0, http.plain=null, 101, tokens travel unprotected",
        "http.host=0.0.0.0, http.plain=anywhere, 101,",
        "http.host=0.0.0.0, http.plain=loopback, 403, clients of other machines are refused (403)",
        "http.host=null, http.plain=null, 403, clients of other machines are refused (403)",
        "http.host=null, http.plain=anywhere, 101,",
        "http.host=null, http.plain=loopback, 403, clients of other machines are refused (403)",
    })
    void areTakenWhereWhoeverRunsTheServerSaysSo(String host, String plain, int status, @Nullable String warning) {
        try (var log = new Logged(Carillon.class);
                TestServer server = TestServer.start(host, plain)) {
            assertThat(upgrade(server, outside).status()).isEqualTo(status);
            assertThat(upgrade(server, LOOPBACK).status()).isEqualTo(101);
            List<String> warnings =
                    log.lines().stream().filter(line -> line.startsWith("WARN")).toList();
            if (warning == null) {
                assertThat(warnings).isEmpty();
            } else {
                assertThat(warnings)
                        .singleElement()
                        .asString()
                        .contains(warning, "http.plain: anywhere", "host=0.0.0.0");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http.plain=loopback", "http.plain=null"})
    void areNoneOverTls(String plain, @TempDir Path directory) {
        TestAuthority authority = new TestAuthority("CA");
        authority.issue("localhost").into(directory);
        try (var log = new Logged(Carillon.class);
                TestServer server = TestServer.start(
                        "http.host=0.0.0.0",
                        plain,
                        "http.tls.cert=" + directory.resolve("cert.pem"),
                        "http.tls.key=" + directory.resolve("key.pem"));
                RawSocket socket = RawSocket.secureAt(outside, server.port(), authority.client())) {
            Map<String, List<String>> headers = RawSocket.handshake();
            headers.put("Authorization", List.of("Bearer " + Tokens.of("ann")));

            assertThat(socket.request("GET /ws HTTP/1.1", headers).status()).isEqualTo(101);
            assertThat(log.lines()).noneMatch(line -> line.contains("unprotected"));
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "0.0.0.0, true"})
    void areWarnedOfAtTheBridgeToo(String host, boolean warned) {
        try (var log = new Logged(Carillon.class);
                TestServer server = TestServer.start("bridge.tcp.port=0", "bridge.tcp.host=" + host)) {
            assertThat(server.carillon().bridgePort()).isPresent();
            assertThat(log.lines().stream()
                            .anyMatch(line -> line.startsWith("WARN") && line.contains("bridge.tcp.host")))
                    .isEqualTo(warned);
        }
    }

    // ---- what the documentation tells to write

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            docs/load-balancers.md    | ```yaml\\n(http:\\n.*?)``` | true
            conf/examples/haproxy.cfg | #   (http: \\{.*?})  +10.*  | true
            conf/examples/nginx.conf  | #   (http: \\{.*?})  +10.*  | false
            docs/image.md             | <<END\\n(http: .*?)END\\n  | false
            """)
    void areTakenBehindWhatIsInFrontInTheDocumentation(
            Path page, String snippet, boolean proxyProtocol, @TempDir Path directory) throws IOException {
        Matcher found = Pattern.compile(snippet, Pattern.DOTALL).matcher(Files.readString(page));
        assertThat(found.find()).isTrue();
        Path file = Files.writeString(
                directory.resolve("carillon.yaml"),
                found.group(1).replace("10.0.0.5", outside).replaceAll("\\$\\(openssl.*?\\)", "c2VjcmV0".repeat(8)));
        boolean hostIsSaid = found.group(1).contains("host:");
        try (TestServer server =
                        TestServer.start(List.of(file), false, "http.host=" + (hostIsSaid ? "0.0.0.0" : "null"));
                RawSocket socket = RawSocket.at(outside, server.port())) {
            if (proxyProtocol) {
                socket.send(
                        ("PROXY TCP4 198.51.100.7 " + outside + " 4711 80\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            Map<String, List<String>> headers = RawSocket.handshake();
            headers.put("Authorization", List.of("Bearer " + Tokens.of("ann")));
            headers.put("X-Forwarded-For", List.of("198.51.100.7"));
            headers.put("X-Forwarded-Proto", List.of("http"));

            assertThat(socket.request("GET /ws HTTP/1.1", headers).status()).isEqualTo(101);
        }
    }
}
