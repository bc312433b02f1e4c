package io.carillon.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.ErrorCode;
import io.carillon.message.Position;
import io.carillon.message.RefusedException;
import io.carillon.message.RoomName;
import io.carillon.stream.Slice;
import io.carillon.support.Client;
import io.carillon.support.FeedServer;
import io.carillon.support.TestServer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A room that is linked with a server that knows nothing of Carillon. */
class RawUplinkTest {

    private static final String RECONNECT = "reconnect: {base: 20ms, cap: 200ms}, ";

    private FeedServer feed = new FeedServer();

    @AfterEach
    void stop() {
        feed.close();
    }

    private TestServer start(String uplink, String... settings) {
        String[] all = new String[settings.length + 1];
        System.arraycopy(settings, 0, all, 0, settings.length);
        all[settings.length] = "uplinks={feed: {url: \"ws://localhost:" + feed.port() + "/feed?x=1\", room: f, "
                + RECONNECT + uplink + "}}";
        return TestServer.start(all);
    }

    @Test
    void theServerThereSeesTokenHeadersAndSubprotocolAndNoOrigin() {
        try (TestServer server =
                start("token: secret-1, protocol: feed.v2, headers: {X-Api-Key: \"k 1\", X-Other: two}")) {
            MultiMap headers = feed.handshake();
            assertThat(headers.get("Authorization")).isEqualTo("Bearer secret-1");
            assertThat(headers.get("X-Api-Key")).isEqualTo("k 1");
            assertThat(headers.get("X-Other")).isEqualTo("two");
            assertThat(headers.get("Sec-WebSocket-Protocol")).isEqualTo("feed.v2");
            assertThat(headers.contains("Origin")).isFalse();
            assertThat(feed.socket().uri()).isEqualTo("/feed?x=1");
            Gauges.awaitConnected(server, "feed");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            json | {"a": [1, 2.5]}        | {"a":[1,2.5]}
            json | 12345678901            | 12345678901
            json | no JSON                | "no JSON"
            json | 123456789012345678901  | "123456789012345678901"
            json | {"a":                  | "{\\"a\\":"
            text | {"a": 1}               | "{\\"a\\": 1}"
            """)
    void aTextMessageIsAMessageOfTheRoom(String data, String said, String told) {
        try (TestServer server = start("data: " + data);
                Client client = server.connect("ann")) {
            client.join("f");
            feed.socket().writeTextMessage(said);
            JsonObject message = client.next();
            assertThat(new JsonObject("{\"data\":" + told + "}").getValue("data"))
                    .isEqualTo(message.getValue("data"));
            assertThat(message.getJsonObject("from")).isEqualTo(new JsonObject().put("service", "uplink:feed"));
        }
    }

    @Test
    void aBinaryMessageIsABinaryValue() {
        try (TestServer server = start("");
                Client client = server.connect("ann")) {
            client.join("f");
            feed.socket().writeBinaryMessage(Buffer.buffer(new byte[] {1, 2, -1}));
            assertThat(client.next().getString("data"))
                    .isEqualTo(Base64.getEncoder().encodeToString(new byte[] {1, 2, -1}));
        }
    }

    @ParameterizedTest
    @CsvSource({"json, '{\"a\":1}', '\"text\"'", "text, '{\"a\":1}', text"})
    void whatIsSaidInTheRoomGoesThere(String data, String object, String string) {
        try (TestServer server = start("direction: out, data: " + data);
                Client client = server.connect("ann")) {
            Gauges.awaitConnected(server, "feed");
            client.join("f");
            client.publish("f", new JsonObject().put("a", 1));
            client.publish("f", "text");
            assertThat(feed.told().asText()).isEqualTo(object);
            assertThat(feed.told().asText()).isEqualTo(string);
        }
    }

    @Test
    void whatCameFromThereDoesNotGoBack() {
        try (TestServer server = start("direction: both, except: [\"bob*\"]");
                Client ann = server.connect("ann");
                Client bob = server.connect("bobby")) {
            ServerWebSocket socket = feed.socket();
            Gauges.awaitConnected(server, "feed");
            ann.join("f");
            bob.join("f");
            socket.writeTextMessage("\"theirs\"");
            assertThat(ann.next().getString("data")).isEqualTo("theirs");
            bob.publish("f", "excepted");
            ann.publish("f", "ours");
            assertThat(feed.told().asText()).isEqualTo("\"ours\"");
            assertThat(feed.isQuiet()).isTrue();
        }
    }

    @Test
    void itConnectsAgainWhenTheServerThereHasGone() {
        try (TestServer server = start("direction: both");
                Client client = server.connect("ann")) {
            client.join("f");
            feed.socket();
            Gauges.awaitConnected(server, "feed");
            feed.stop();
            feed.start();
            ServerWebSocket again = feed.socket();
            again.writeTextMessage("7");
            assertThat(client.next().getInteger("data")).isEqualTo(7);
            Gauges.awaitReconnects(server, "feed", 1);
            client.publish("f", 8);
            assertThat(feed.told().asText()).isEqualTo("8");
        }
    }

    @Test
    void aServerThatDoesNotAnswerPingsIsLeft() {
        try (TestServer server = start("", "keepalive.interval=50ms", "keepalive.timeout=50ms")) {
            ServerWebSocket silent = feed.socket();
            silent.pause(); // pings are not read any more
            for (int i = 0; i < 64; i++) {
                silent.writeTextMessage("1"); // what it says itself counts, until it has said it
            }
            assertThat(feed.socket()).isNotNull();
            Gauges.awaitReconnects(server, "feed", 1);
        }
    }

    @Test
    void whoIsRefusedTriesAgainWithTheTokenThatTheFileHasThen(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        feed.refuse(Integer.MAX_VALUE);
        try (TestServer server = start("token-file: \"" + file + "\"")) {
            assertThat(feed.handshake().get("Authorization")).isEqualTo("Bearer first");
            Path other = Files.writeString(directory.resolve("other"), "second\n");
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            String token = feed.handshake().get("Authorization");
            while (token.equals("Bearer first")) { // it may have tried again meanwhile
                token = feed.handshake().get("Authorization");
            }
            assertThat(token).isEqualTo("Bearer second");
            feed.refuse(0);
            Gauges.awaitConnected(server, "feed");
        }
    }

    @Test
    void whatIsTooLargeIsDroppedAndCounted() {
        try (TestServer server = start("", "limits.message=1KiB");
                Client client = server.connect("ann")) {
            client.join("f");
            ServerWebSocket socket = feed.socket();
            socket.writeTextMessage("\"" + "x".repeat(1023) + "\"");
            socket.writeTextMessage("\"" + "x".repeat(1022) + "\"");
            assertThat(client.next().getString("data")).hasSize(1022);
            Gauges.awaitDropped(server, "feed", "in", 1);
        }
    }

    @Test
    void whatCannotBeStoredForAMomentIsStoredOnceAndInOrder() {
        AtomicInteger appends = new AtomicInteger();
        String uplink = "uplinks={feed: {url: \"ws://localhost:" + feed.port() + "/\", room: f}}";
        try (TestServer server = TestServer.startWithStore(
                        store -> new Unsure(store, appends), "rooms={f: {stream: true}}", uplink);
                Client client = server.connect("ann")) {
            client.join("f");
            ServerWebSocket socket = feed.socket();
            int count = 1_500; // more than may wait: the socket is not read for a while
            for (int i = 0; i < count; i++) {
                socket.writeTextMessage(String.valueOf(i));
            }
            for (int i = 0; i < count; i++) {
                JsonObject message = client.next();
                assertThat(message.getInteger("data")).isEqualTo(i);
                assertThat(message.getLong("offset")).isEqualTo(i + 1);
            }
            assertThat(appends.get()).isGreaterThan(count);
        }
    }

    /** A store whose answers are lost now and then: it was stored, and nobody knows. */
    private record Unsure(StreamStore store, AtomicInteger appends) implements StreamStore {

        @Override
        public Future<Appended> append(Append append, StreamSettings settings) {
            boolean lost = appends.incrementAndGet() % 300 == 0;
            return store.append(append, settings)
                    .compose(done -> lost
                            ? Future.failedFuture(new RefusedException(ErrorCode.UNAVAILABLE, "who knows"))
                            : Future.succeededFuture(done));
        }

        @Override
        public Future<Slice> read(RoomName room, long since, int limit, boolean reverse, StreamSettings settings) {
            return store.read(room, since, limit, reverse, settings);
        }

        @Override
        public Future<Map<RoomName, Optional<Position>>> positions(Collection<RoomName> rooms) {
            return store.positions(rooms);
        }
    }

    @Test
    void whileTheServerThereIsAwayTheNewestWait() {
        try (TestServer server = start("direction: out", "limits.queue=4KiB");
                Client client = server.connect("ann")) {
            Gauges.awaitConnected(server, "feed");
            feed.stop();
            Gauges.awaitDisconnected(server, "feed");
            client.join("f");
            String kilobyte = "x".repeat(1000);
            for (int i = 0; i < 10; i++) {
                client.publish("f", i + kilobyte);
                client.next();
            }
            Gauges.awaitDropped(server, "feed", "out", 6);
            feed.start();
            assertThat(feed.told().asText()).startsWith("\"6xx");
        }
    }

    @Test
    void aStreamIsSentWholeWhenTheServerThereIsBack() {
        try (TestServer server = start("direction: out", "rooms={f: {stream: true}}");
                Client client = server.connect("ann")) {
            Gauges.awaitConnected(server, "feed");
            client.join("f");
            client.publish("f", "first");
            assertThat(feed.told().asText()).isEqualTo("\"first\"");
            feed.stop();
            Gauges.awaitDisconnected(server, "feed");
            for (int i = 0; i < 300; i++) {
                client.publish("f", i);
            }
            feed.start();
            for (int i = 0; i < 300; i++) {
                assertThat(feed.told().asText()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    void aCertificateIsTrustedWhereItsAuthorityIs() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        feed.close();
        feed = new FeedServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
        String secure = "url: \"wss://localhost:" + feed.port() + "/\", " + RECONNECT;
        try (TestServer server = TestServer.start("uplinks={strict: {" + secure + "room: g}, feed: {" + secure
                + "room: f, trust: \"" + certificate.certificatePath() + "\"}}")) {
            Gauges.awaitConnected(server, "feed");
            assertThat(feed.handshake()).isNotNull();
            assertThat(Gauges.connected(server, "strict")).isZero();
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotTaken() {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("elsewhere.example");
        feed.close();
        feed = new FeedServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
        String trust = "trust: \"" + certificate.certificatePath() + "\"";
        try (LogLines lines = new LogLines(Uplink.class);
                TestServer server = TestServer.start("uplinks={feed: {url: \"wss://localhost:" + feed.port()
                        + "/\", room: f, " + RECONNECT + trust + "}}")) {
            lines.await("cannot be connected to");
            assertThat(Gauges.connected(server, "feed")).isZero();
        }
    }
}
