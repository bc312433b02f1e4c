package io.carillon.gateway;

import static io.carillon.support.Handshakes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Compression;
import io.carillon.support.FrameClient;
import io.carillon.support.Handshakes;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4: what a server demands of a handshake, and how it answers. */
@ParameterizedClass
@EnumSource(Compression.class)
class RfcHandshakeTest {

    private static TestServer server;

    @Parameter
    private Compression compression;

    @BeforeAll
    static void start() {
        server = Compression.serve();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private HttpAnswer ask(Map<String, List<String>> headers) {
        return Handshakes.ask(server, compression.line(), headers);
    }

    private HttpAnswer askWith(String header, String... values) {
        Map<String, List<String>> headers = compression.handshake();
        headers.put(header, List.of(values));
        return ask(headers);
    }

    @Test
    @DisplayName("4.2.2: the answer has everything that it must have, and nothing that was not asked for")
    void answersExactly() {
        Map<String, List<String>> headers = compression.handshake();
        headers.remove("Sec-WebSocket-Extensions");

        HttpAnswer answer = ask(headers);

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("Upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(answer.header("Connection")).isEqualToIgnoringCase("upgrade");
        assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(RawSocket.ACCEPT);
        assertThat(answer.headers())
                .doesNotContainKeys("sec-websocket-protocol", "sec-websocket-extensions", "sec-websocket-version");
    }

    @Test
    @DisplayName("4.2.2: the answer to a key is made of the key as it was sent")
    void answersTheKey() {
        assertThat(askWith("Sec-WebSocket-Key", "AQIDBAUGBwgJCgsMDQ4PEC==").header("Sec-WebSocket-Accept"))
                .isEqualTo("OfS0wDaT5NoxF2gqm7Zj2YtetzM=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    @DisplayName("4.2.1, 1: the method is GET")
    void refusesOtherMethods(String method) {
        String line = compression.line().replace("GET", method);

        assertRefused(Handshakes.ask(server, line, compression.handshake()), 400, "bad_request");
    }

    @Test
    @DisplayName("4.2.1, 1: the version of HTTP is 1.1 at least")
    void refusesHttp10() {
        String line = compression.line().replace("1.1", "1.0");

        assertRefused(Handshakes.ask(server, line, compression.handshake()), 400, "bad_request");
    }

    static Stream<Map.Entry<String, List<String>>> malformed() {
        String fifteen = Base64.getEncoder().encodeToString(new byte[15]);
        String seventeen = Base64.getEncoder().encodeToString(new byte[17]);
        return Stream.of(
                Map.entry("Host", List.of()),
                Map.entry("Host", List.of("a", "b")),
                Map.entry("Upgrade", List.of()),
                Map.entry("Upgrade", List.of("websockets")),
                Map.entry("Upgrade", List.of("h2c")),
                Map.entry("Connection", List.of()),
                Map.entry("Connection", List.of("keep-alive")),
                Map.entry("Connection", List.of("upgraded, keep-alive")),
                Map.entry("Sec-WebSocket-Key", List.of()),
                Map.entry("Sec-WebSocket-Key", List.of("")),
                Map.entry("Sec-WebSocket-Key", List.of("short")),
                Map.entry("Sec-WebSocket-Key", List.of(fifteen)),
                Map.entry("Sec-WebSocket-Key", List.of(seventeen)),
                Map.entry("Sec-WebSocket-Key", List.of("!!!!!!!!!!!!!!!!!!!!!!==")),
                Map.entry("Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ")),
                Map.entry("Sec-WebSocket-Key", List.of("dGhlIHNhbXBs ZSBub25jZQ==")),
                Map.entry("Sec-WebSocket-Key", List.of(RawSocket.KEY, RawSocket.KEY)),
                Map.entry("Sec-WebSocket-Version", List.of()),
                Map.entry("Sec-WebSocket-Version", List.of("13", "13")),
                Map.entry("Sec-WebSocket-Protocol", List.of("")),
                Map.entry("Sec-WebSocket-Protocol", List.of(",")),
                Map.entry("Sec-WebSocket-Protocol", List.of("a b")),
                Map.entry("Content-Length", List.of("3")));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @DisplayName("4.2.1: what is no handshake is refused with a status of HTTP")
    void refusesWhatIsNoHandshake(Map.Entry<String, List<String>> header) {
        Map<String, List<String>> headers = compression.handshake();
        headers.put(header.getKey(), header.getValue());

        assertRefused(ask(headers), 400, "bad_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "8", "12", "14", "013", "13, 8", "x", "256"})
    @DisplayName("4.2.2, 4.4: another version is refused with the one that is spoken")
    void namesTheVersionThatItSpeaks(String version) {
        HttpAnswer answer = askWith("Sec-WebSocket-Version", version);

        assertRefused(answer, 426, "bad_request");
        assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebSocket", "WEBSOCKET", "h2c, websocket", "websocket, x"})
    @DisplayName("4.2.1, 3: Upgrade lists websocket in any case of letters")
    void readsUpgradeAsAListWithoutCase(String value) {
        assertThat(askWith("Upgrade", value).status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upgrade",
                "UPGRADE",
                "keep-alive, Upgrade",
                "Upgrade,close",
                "keep-alive ,\tUpgrade",
                "a,,upgrade"
            })
    @DisplayName("4.2.1, 4: Connection lists Upgrade in any case of letters")
    void readsConnectionAsAListWithoutCase(String value) {
        assertThat(askWith("Connection", value).status()).isEqualTo(101);
    }

    @Test
    @DisplayName("4.2.1, 4: Connection may be on several lines, and a line may be folded")
    void readsConnectionFromSeveralLines() {
        assertThat(askWith("Connection", "keep-alive", "Upgrade").status()).isEqualTo(101);
        assertThat(askWith("Connection", "keep-alive,\r\n Upgrade").status()).isEqualTo(101);
    }

    @Test
    @DisplayName("4.2.1: names of headers have no case, their order means nothing, unknown ones are passed over")
    void readsHeadersInAnyCaseAndOrder() {
        Map<String, List<String>> headers = new java.util.LinkedHashMap<>();
        headers.put("X-Unknown", List.of("y"));
        List<Map.Entry<String, List<String>>> reversed =
                new java.util.ArrayList<>(compression.handshake().entrySet());
        java.util.Collections.reverse(reversed);
        reversed.forEach(header -> headers.put(header.getKey().toUpperCase(java.util.Locale.ROOT), header.getValue()));

        assertThat(ask(headers).status()).isEqualTo(101);
    }

    @Test
    @DisplayName("4.2.2: the first of the client's subprotocols that is known is chosen, from however many lines")
    void choosesTheSubprotocol() {
        assertThat(askWith("Sec-WebSocket-Protocol", "unknown", "x, carillon.v1.json")
                        .header("Sec-WebSocket-Protocol"))
                .isEqualTo("carillon.v1.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"carillon.v1.json,,x", ",carillon.v1.json", "x ,\t, carillon.v1.json ,"})
    @DisplayName("11.3.4, RFC 9110, 5.6.1.2: empty entries of a list mean nothing")
    void passesOverEmptyEntries(String subprotocols) {
        assertThat(askWith("Sec-WebSocket-Protocol", subprotocols).header("Sec-WebSocket-Protocol"))
                .isEqualTo("carillon.v1.json");
    }

    @Test
    @DisplayName("4.2.1, 1: the request may name the whole URI, and have a query")
    void takesAnAbsoluteUri() {
        String absolute = compression.line().replace("GET /", "GET http://127.0.0.1/");
        String query = compression.line().replace(" HTTP", "?a=b HTTP");

        assertThat(Handshakes.ask(server, absolute, compression.handshake()).status())
                .isEqualTo(101);
        assertThat(Handshakes.ask(server, query, compression.handshake()).status())
                .isEqualTo(101);
    }

    @Test
    @DisplayName("9.1: extensions that nobody knows are passed over")
    void passesOverUnknownExtensions() {
        assertThat(askWith("Sec-WebSocket-Extensions", "x-webkit-deflate-frame, foo; bar=\"b\"", "mux; max=4")
                        .headers())
                .doesNotContainKey("sec-websocket-extensions");
    }

    @Test
    @DisplayName("9.1: an extension is agreed on where the endpoint has it, and only there")
    void agreesOnAnExtension() {
        HttpAnswer answer = askWith("Sec-WebSocket-Extensions", "foo, permessage-deflate");

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("Sec-WebSocket-Extensions"))
                .isEqualTo(compression == Compression.ON ? "permessage-deflate" : null);
    }

    @Test
    @DisplayName("4.1, 4.2.2: frames that come together with the handshake are read")
    void takesFramesThatComeWithTheHandshake() throws Exception {
        StringBuilder head = new StringBuilder(compression.line()).append("\r\n");
        compression
                .handshake()
                .forEach((name, values) ->
                        head.append(name).append(": ").append(values.get(0)).append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        bytes.write(RawSocket.frame(0x81, FrameClient.request("early")));
        try (RawSocket socket = new RawSocket(server.port())) {
            socket.send(bytes.toByteArray());

            assertThat(socket.readAnswer().status()).isEqualTo(101);
            assertThat(socket.readFrame().text()).contains("welcome");
            assertThat(socket.readFrame().text()).contains("\"early\"");
        }
    }
}
