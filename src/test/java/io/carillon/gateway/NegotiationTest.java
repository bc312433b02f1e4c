package io.carillon.gateway;

import static io.carillon.support.FormatClient.map;
import static io.carillon.support.Handshakes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.FormatClient;
import io.carillon.support.HttpAnswer;
import io.carillon.support.Packets;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How endpoints and clients agree on a subprotocol and a version, over real sockets. */
class NegotiationTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("""
                endpoints={
                  carillon: {},
                  zenith: {preset: zenith},
                  tachyon: {preset: tachyon},
                  tenants: {path: "/of/:tenant/ws"},
                  own: {path: /of/everyone/ws, choice: highest-version, without-subprotocol: msgpack, subprotocols: [
                    {name: old.bson, format: bson, version: a}, {name: new.json, format: json, version: b}],
                    versions: [{name: a, revision: "1.0"}, {name: b, revision: "1.1"}]}}""");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpAnswer ask(RawSocket socket, String path, String offer) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("ann")));
        if (offer != null) {
            headers.put("Sec-WebSocket-Protocol", Arrays.asList(offer.split(" / ")));
        }
        return socket.request("GET " + path + " HTTP/1.1", headers);
    }

    /** {@code /} stands between several header lines; nothing in the place of the answer's header for none. */
    @ParameterizedTest(name = "{0} with {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            /ws                  | carillon.v1.json                       | carillon.v1.json    | JSON    | 1.1 | carillon | v1
            /ws                  | carillon.v1.msgpack                    | carillon.v1.msgpack | MSGPACK | 1.1 | carillon | v1
            /ws                  | carillon.v1.bson                       | carillon.v1.bson    | BSON    | 1.1 | carillon | v1
            /ws                  | carillon.v1.bson, carillon.v1.json     | carillon.v1.bson    | BSON    | 1.1 | carillon | v1
            /ws                  | carillon.v1.msgpack,carillon.v1.bson   | carillon.v1.msgpack | MSGPACK | 1.1 | carillon | v1
            /ws                  | carillon.v2.json, carillon.v1.json     | carillon.v1.json    | JSON    | 1.1 | carillon | v1
            /ws                  | other / carillon.v1.bson / carillon.v1.json | carillon.v1.bson | BSON  | 1.1 | carillon | v1
            /ws                  | bearer.x.y.z, carillon.v1.msgpack      | carillon.v1.msgpack | MSGPACK | 1.1 | carillon | v1
            /ws                  |                                        |                     | JSON    | 1.1 | carillon | v1
            /ws?version=9        |                                        |                     | JSON    | 1.1 | carillon | v1
            /Zenith              | ZenithJson                             | ZenithJson          | JSON    | 1.1 | zenith   | 2.0
            /Zenith              | ZenithBson                             | ZenithBson          | BSON    | 1.1 | zenith   | 2.0
            /Zenith              | ZenithMsgPack                          | ZenithMsgPack       | MSGPACK | 1.1 | zenith   | 2.0
            /Zenith              | ZenithJson, ZenithBson, ZenithMsgPack  | ZenithJson          | JSON    | 1.1 | zenith   | 2.0
            /Zenith              | ZenithJson, ZenithMsgPack, ZenithBson  | ZenithJson          | JSON    | 1.1 | zenith   | 2.0
            /Zenith              | ZenithBson, ZenithJson, ZenithMsgPack  | ZenithBson          | BSON    | 1.1 | zenith   | 2.0
            /Zenith              | ZenithBson, ZenithMsgPack, ZenithJson  | ZenithBson          | BSON    | 1.1 | zenith   | 2.0
            /Zenith              | ZenithMsgPack, ZenithJson, ZenithBson  | ZenithMsgPack       | MSGPACK | 1.1 | zenith   | 2.0
            /Zenith              | ZenithMsgPack, ZenithBson, ZenithJson  | ZenithMsgPack       | MSGPACK | 1.1 | zenith   | 2.0
            /Zenith              | zenithjson, ZENITHBSON, ZenithMsgPack  | ZenithMsgPack       | MSGPACK | 1.1 | zenith   | 2.0
            /Zenith?version=2.0  | ZenithBson                             | ZenithBson          | BSON    | 1.1 | zenith   | 2.0
            /Zenith?version=1.6  | ZenithBson                             | ZenithBson          | BSON    | 1.0 | zenith   | 1.6
            /Zenith?version=1.6  | ZenithMsgPack                          | ZenithMsgPack       | MSGPACK | 1.0 | zenith   | 1.6
            /Zenith?version=1.6  |                                        |                     | JSON    | 1.0 | zenith   | 1.6
            /Zenith?x=1&version=1%2E6 |                                   |                     | JSON    | 1.0 | zenith   | 1.6
            /Zenith              |                                        |                     | JSON    | 1.1 | zenith   | 2.0
            /tachyon             | v0.tachyon                             | v0.tachyon          | JSON    | 1.1 | tachyon  | 0
            /tachyon             | v0.3.tachyon                           | v0.3.tachyon        | JSON    | 1.1 | tachyon  | 0.3
            /tachyon             | v0.tachyon, v0.3.tachyon, v0.1.tachyon | v0.3.tachyon        | JSON    | 1.1 | tachyon  | 0.3
            /tachyon             | v0.9.tachyon, v0.10.tachyon            | v0.10.tachyon       | JSON    | 1.1 | tachyon  | 0.10
            /tachyon             | v1.tachyon, v0.tachyon                 | v0.tachyon          | JSON    | 1.1 | tachyon  | 0
            /tachyon             | v0.0.tachyon, v0.tachyon               | v0.0.tachyon        | JSON    | 1.1 | tachyon  | 0.0
            /tachyon             | v0.x.tachyon, tachyon, v.tachyon, v0..tachyon, v0.1.2.tachyon, v00.tachyon, v0.tachyon, v-1.tachyon, v0.99999999999.tachyon | v0.tachyon | JSON | 1.1 | tachyon | 0
            /of/acme/ws          | carillon.v1.bson                       | carillon.v1.bson    | BSON    | 1.1 | tenants  | v1
            /of/everyone/ws      | old.bson, new.json                     | new.json            | JSON    | 1.1 | own      | b
            /of/everyone/ws      | old.bson                               | old.bson            | BSON    | 1.0 | own      | a
            /of/everyone/ws      |                                        |                     | MSGPACK | 1.1 | own      | b
            """)
    void agrees(
            String path,
            String offer,
            String chosen,
            Packets packets,
            String revision,
            String endpoint,
            String version) {
        try (RawSocket socket = new RawSocket(server.port())) {
            HttpAnswer answer = ask(socket, path, offer);

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo(chosen);
            assertThat(answer.header("Upgrade")).isEqualTo("websocket");
            assertThat(answer.header("Connection")).isEqualTo("Upgrade");
            assertThat(answer.header("Sec-WebSocket-Accept")).isEqualTo(RawSocket.ACCEPT);
            assertThat(answer.headers()).hasSize(chosen == null ? 3 : 4);
            FormatClient client = new FormatClient(socket, packets);
            assertThat(client.welcome())
                    .containsEntry("format", packets.format())
                    .containsEntry("revision", revision);
            assertThat(client.result(map("type", "info")))
                    .containsEntry("revision", revision)
                    .containsEntry("endpoint", endpoint)
                    .containsEntry("endpointVersion", version);
        }
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            /ws                  | carillon.v2.json         | carillon.v1.json, carillon.v1.msgpack, carillon.v1.bson
            /ws                  | bearer.x.y.z             | carillon.v1.json, carillon.v1.msgpack, carillon.v1.bson
            /ws                  | ZenithJson               | carillon.v1.json, carillon.v1.msgpack, carillon.v1.bson
            /Zenith              | carillon.v1.json         | ZenithJson, ZenithBson, ZenithMsgPack
            /Zenith              | zenithjson               | ZenithJson, ZenithBson, ZenithMsgPack
            /Zenith?version=3.0  | ZenithJson               | 1.6, 2.0
            /Zenith?version=2    | ZenithJson               | 1.6, 2.0
            /Zenith?version=1.60 | ZenithJson               | 1.6, 2.0
            /Zenith?version=     | ZenithJson               | 1.6, 2.0
            /Zenith?version=2.0&version=1.6 | ZenithJson    | 1.6, 2.0
            /Zenith?version=1.5  |                          | 1.6, 2.0
            /tachyon             |                          | v0.tachyon
            /tachyon             | bearer.x.y.z             | v0.tachyon
            /tachyon             | v1.tachyon               | v0.tachyon
            /tachyon             | v1.0.tachyon, v2.tachyon | v0.tachyon
            /tachyon             | V0.tachyon, v0.tachyon.x | v0.tachyon
            """)
    void saysWhatIsSupportedWhereThereIsNothingInCommon(String path, String offer, String supported) {
        try (RawSocket socket = new RawSocket(server.port())) {
            HttpAnswer answer = ask(socket, path, offer);

            assertRefused(answer, 400, "bad_request");
            assertThat(answer.json().getJsonArray("supported"))
                    .isEqualTo(new JsonArray(Arrays.<Object>asList((Object[]) supported.split(", "))));
            assertThat(answer.json().getString("reason")).endsWith("supported: " + supported);
        }
    }

    @ParameterizedTest
    @CsvSource({"/zenith", "/ws/x", "/of/ws", "/of//ws", "/of/a/b/ws"})
    void isAtItsPathAlone(String path) {
        try (RawSocket socket = new RawSocket(server.port())) {
            assertRefused(ask(socket, path, null), 404, "not_found");
        }
    }
}
