package io.carillon.service;

import static io.carillon.support.BridgeClient.frame;
import static io.carillon.support.BridgeClient.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.BridgeClient;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.Ports;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames of the TCP bridge, right and wrong ones, and what a connection may cost. */
class BridgeFramesTest {

    private static TestCluster cluster;
    private static TestServer one;
    private static BridgeClient service;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        String[] settings = {
            "limits.message=1KiB",
            "limits.queue=64KiB",
            "limits.handshake=20s",
            "bridge.tcp.port=0",
            "call.timeout=1s",
            "events=true",
            "auth.default.call=['**']",
            "rooms={\"orders:*\": {stream: true, bus: true}, heard: {bus: true}, \"p:*\": {presence: true}}"
        };
        one = cluster.start(settings);
        service = BridgeClient.of(port(), token());
    }

    @AfterAll
    static void stop() {
        service.close();
        cluster.close();
    }

    private static int port() {
        return one.carillon().bridgePort().orElseThrow();
    }

    private static JsonObject json(Object... entries) {
        return new JsonObject(FormatClient.map(entries));
    }

    // ---- frames

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | unknown_type",
                "{\"type\": 1} | unknown_type",
                "{\"type\": \"connect\", \"address\": \"a\"} | unknown_type",
                "{\"type\": \"send\"} | missing_address",
                "{\"type\": \"send\", \"address\": 1} | invalid_address",
                "{\"type\": \"send\", \"address\": \"a\", \"replyAddress\": 1} | invalid_address",
                "{\"type\": \"send\", \"address\": \"a\", \"headers\": []} | invalid_headers",
                "{\"type\": \"send\", \"address\": \"a\", \"headers\": null} | access_denied",
                "{\"type\": \"unregister\", \"address\": \"carillon.room.x\"} | unknown_address",
                "[] | invalid_json",
                "\"text\" | invalid_json",
                "{ | invalid_json",
                "null | invalid_json"
            })
    void aFrameThatIsNoneIsToldAndTheNextOneIsTaken(String frame, String message) {
        service.write(frame.getBytes(StandardCharsets.UTF_8));
        JsonObject answer = service.read();
        assertThat(answer.getString("message")).isEqualTo(message);
        assertThat(service.ask("carillon.info", null).getString("type")).isEqualTo("message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "7fffffff", "ffffffff", "00009000"})
    void aFrameOfNoLengthOrTooLongOneEndsTheConnection(String length) {
        try (BridgeClient client = BridgeClient.of(port(), token())) {
            client.writeRaw(HexFormat.of().parseHex(length));
            assertThat(client.read()).isEqualTo(json("type", "err", "message", "frame_too_large"));
            assertThat(client.read()).isNull();
        }
    }

    @Test
    void framesMayComeInPieces() {
        try (BridgeClient client = BridgeClient.of(port(), token())) {
            byte[] ping = {0, 0, 0, 15, '{', '"', 't', 'y', 'p', 'e', '"', ':', '"', 'p', 'i', 'n', 'g', '"', '}'};
            for (byte octet : ping) {
                client.writeRaw(new byte[] {octet});
            }
            assertThat(client.read()).isEqualTo(json("type", "pong"));
        }
    }

    @Test
    void whoIsOneTooManyIsToldSo() {
        List<BridgeClient> clients = new ArrayList<>();
        // Of a node of its own: those of other tests may not have left yet.
        try (TestServer small = TestServer.start("bridge.tcp.port=0", "bridge.tcp.connections=3")) {
            int port = small.carillon().bridgePort().orElseThrow();
            while (clients.size() < 3) {
                clients.add(BridgeClient.of(port, token()));
            }
            BridgeClient last = new BridgeClient(port);
            clients.add(last);

            last.write(frame("send", "carillon.info", "headers", json("authorization", "Bearer " + token())));

            assertThat(last.read()).isEqualTo(json("type", "err", "message", "too_many_connections"));
            assertThat(last.read()).isNull();
        } finally {
            clients.forEach(BridgeClient::close);
        }
    }

    @Test
    void aServiceThatDoesNotReadIsClosed() {
        try (BridgeClient deaf = BridgeClient.of(port(), token());
                BridgeClient loud = BridgeClient.of(port(), token())) {
            deaf.register("carillon.room.heard");
            deaf.register("carillon.call.deaf");
            JsonObject body = json("room", "heard", "data", "x".repeat(900));
            for (int i = 0; i < 20_000; i++) { // more than both ends' buffers take
                loud.write(frame("send", "carillon.publish", "body", body));
            }
            loud.ask("carillon.info", null);

            try (Client client = one.connect("ann")) { // it is gone though it has not read
                List<String> early = List.of("timeout", "unavailable"); // of those that it was asked before it went
                String code = early.get(0);
                for (int i = 0; i < 30 && early.contains(code); i++) {
                    code = client.ask(json("type", "call", "method", "deaf", "data", 1))
                            .getString("code");
                }
                assertThat(code).isEqualTo("not_found");
            }
        }
    }

    @Test
    void aStrangerThatDoesNotReadIsCutOff() {
        try (BridgeClient deaf = new BridgeClient(port())) {
            JsonObject frame = frame("send", "carillon.info", "replyAddress", "r".repeat(30_000));
            boolean broken = false;
            for (int i = 0; i < 5_000 && !broken; i++) {
                try {
                    deaf.write(frame);
                } catch (UncheckedIOException e) {
                    broken = true;
                }
            }
            assertThat(broken).isTrue();
        }
    }

    @Test
    void whoClosesAfterPartOfALengthHarmsNobody() {
        try (BridgeClient client = new BridgeClient(port())) {
            client.writeRaw(new byte[] {0, 0});
        }
        assertThat(service.ask("carillon.info", null).getString("type")).isEqualTo("message");
    }

    @Test
    void aStrangerDoesNotKeepServicesOut() {
        List<BridgeClient> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 101; i++) {
                strangers.add(new BridgeClient(port()));
            }
            assertThat(strangers.get(0).read()).isEqualTo(json("type", "err", "message", "too_many_connections"));
            try (BridgeClient client = BridgeClient.of(port(), token())) {
                assertThat(client.ask("carillon.info", null).getString("type")).isEqualTo("message");
            }
        } finally {
            strangers.forEach(BridgeClient::close);
        }
    }

    @Test
    void framesThatWereSentBeforeTheEndAreTaken() {
        try (Client client = one.connect("ann")) {
            client.join("parting");
            try (BridgeClient brief = new BridgeClient(port())) {
                for (int i = 0;
                        i < 600;
                        i++) { // the first ones wait for the token, others for those that are under way
                    brief.write(frame(
                            "send",
                            "carillon.publish",
                            "headers",
                            json("authorization", "Bearer " + token()),
                            "body",
                            json("room", "parting", "data", i)));
                }
            }
            for (int i = 0; i < 600; i++) {
                assertThat(client.next().getValue("data")).isEqualTo((long) i);
            }
        }
    }

    // ---- as Vert.x's own

    @Test
    void answersAreThoseOfVertxsOwnBridge() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            vertx.eventBus().consumer("carillon.info", message -> message.reply(new JsonObject()));
            vertx.eventBus().consumer("carillon.publish", message -> message.fail(400, "bad_request"));
            TcpEventBusBridge bridge = TcpEventBusBridge.create(
                    vertx,
                    new BridgeOptions()
                            .addInboundPermitted(new PermittedOptions().setAddressRegex("carillon\\..*"))
                            .addOutboundPermitted(new PermittedOptions().setAddressRegex("carillon\\.room\\..*")));
            int free = Ports.inARow(1);
            bridge.listen(free, "127.0.0.1").await(30, TimeUnit.SECONDS);
            try (BridgeClient theirs = new BridgeClient(free)) {
                for (JsonObject said : List.of(
                        json("type", "ping"),
                        frame("send", "carillon.info", "replyAddress", "r1", "body", json()),
                        frame("send", "carillon.publish", "replyAddress", "r2", "body", json()),
                        frame("send", "elsewhere", "body", json()),
                        frame("register", "elsewhere"),
                        frame("unregister", "carillon.room.unknown"),
                        json("type", "send"))) {
                    theirs.write(said);
                    service.write(said);
                    JsonObject expected = theirs.read();
                    JsonObject answer = service.read();
                    assertThat(withoutBody(answer)).isEqualTo(withoutBody(expected));
                }
            }
            bridge.close().await(30, TimeUnit.SECONDS);
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }

    private static JsonObject withoutBody(JsonObject frame) {
        frame.remove("body");
        return frame;
    }
}
