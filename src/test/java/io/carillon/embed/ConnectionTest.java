package io.carillon.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.gateway.Connection;
import io.carillon.gateway.ConnectionHandler;
import io.carillon.gateway.ConnectionState;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Message;
import io.carillon.gateway.NotOpenException;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.impl.UserContextInternal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application has of a connection of its own, over real sockets. */
@SuppressWarnings("try") // some are only to be there
class ConnectionTest {

    private static final BlockingQueue<Event> EVENTS = new LinkedBlockingQueue<>();
    private static final BlockingQueue<Connection> OPENED = new LinkedBlockingQueue<>();

    private static EmbeddedNode node;

    /** The one of this test that was opened last. */
    private Connection last;

    /** What happened to whom: connections of the test before may still be ending. */
    private record Event(Connection to, String what) {}

    /** Notes everything, and does what messages say. */
    private static final class Notes implements ConnectionHandler {

        @Override
        public void onOpen(Connection connection) {
            OPENED.add(connection);
        }

        @Override
        public void onMessage(Connection connection, Message message) {
            EVENTS.add(new Event(
                    connection,
                    message + " of " + message.text() + " in "
                            + Vertx.currentContext().isEventLoopContext()));
        }

        @Override
        public void onClose(Connection connection, int code, String reason) {
            EVENTS.add(new Event(connection, "closed " + code + " " + reason + " " + connection.state()));
        }

        @Override
        public void onPing(Connection connection, Buffer data) {
            EVENTS.add(new Event(connection, "ping " + data));
        }

        @Override
        public void onPong(Connection connection, Buffer data) {
            EVENTS.add(new Event(connection, "pong " + data));
        }
    }

    @BeforeAll
    static void start() {
        node = EmbeddedNode.start(ConnectionTest::routes);
    }

    private static void routes(Hub hub, Router router) {
        hub.endpoint("plain").handler(new Notes()).mount(router, "/plain/:room/of/:tenant");
        hub.endpoint("token").requireToken(true).handler(new Notes()).mount(router, "/token");
        hub.endpoint("subs")
                .subprotocols("chat.v2", "chat.v1")
                .handler(new Notes())
                .mount(router, "/subs");
        hub.endpoint("own")
                .handlers(connection -> {
                    EVENTS.add(new Event(connection, "made " + connection.state()));
                    return new Notes();
                })
                .mount(router.route("/own").handler(routing -> {
                    String name = routing.request().getHeader("X-User");
                    if (name == null) {
                        routing.fail(401);
                        return;
                    }
                    ((UserContextInternal) routing.userContext()).setUser(User.fromName(name));
                    routing.put("tenant", "acme").put("level", 7).next();
                }));
        hub.endpoint("named")
                .user(routing -> routing.queryParam("name").stream().findFirst().orElse(null))
                .handler(new Notes())
                .mount(router, "/named");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void forget() {
        EVENTS.clear();
        OPENED.clear();
    }

    private Connection opened() throws InterruptedException {
        last = OPENED.poll(30, TimeUnit.SECONDS);
        assertThat(last).as("an open connection").isNotNull();
        return last;
    }

    private String event() throws InterruptedException {
        Event event = EVENTS.poll(30, TimeUnit.SECONDS);
        while (event != null && event.to != last) {
            event = EVENTS.poll(30, TimeUnit.SECONDS);
        }
        return event == null ? null : event.what;
    }

    @Test
    void knowsTheParametersOfItsPathAndQuery() throws Exception {
        try (RawSocket socket = node.open("/plain/caf%C3%A9/of/acme?lang=de&tag=a&tag=b%20c")) {
            Connection connection = opened();

            assertThat(connection.pathParam("room")).isEqualTo("café");
            assertThat(connection.pathParams()).isEqualTo(Map.of("room", "café", "tenant", "acme"));
            assertThat(connection.queryParam("lang")).isEqualTo("de");
            assertThat(connection.queryParams("tag")).isEqualTo(List.of("a", "b c"));
            assertThat(connection.queryParam("none")).isNull();
            assertThat(connection.user()).isEqualTo(connection.id());
            assertThat(connection.endpoint()).isEqualTo("plain");
            assertThatThrownBy(() -> connection.pathParam("other"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(":other");
        }
    }

    @Test
    void hasTheUserAndTheAssignsOfEarlierHandlersOfTheRoute() throws Exception {
        assertThat(node.ask("/own", Map.of()).status()).isEqualTo(401);
        try (RawSocket socket = node.open("/own", Map.of("X-User", "ada"))) {
            Connection connection = opened();

            assertThat(connection.user()).isEqualTo("ada");
            assertThat(connection.<String>get("tenant")).isEqualTo("acme");
            assertThat(connection.data()).isEqualTo(Map.of("tenant", "acme", "level", 7));
        }
    }

    @Test
    void isWhoTheApplicationSaysItIs() throws Exception {
        try (RawSocket socket = node.open("/named?name=grace")) {
            assertThat(opened().user()).isEqualTo("grace");
        }
    }

    @Test
    void hasTheClaimsOfItsToken() throws Exception {
        assertThat(node.ask("/token", Map.of()).status()).isEqualTo(401);
        String narrow = Tokens.sign(new JsonObject()
                .put("sub", "ada")
                .put("exp", Tokens.now() + 60)
                .put("endpoints", new JsonArray().add("plain")));
        assertThat(node.ask("/token", Map.of("Authorization", "Bearer " + narrow))
                        .status())
                .isEqualTo(403);
        String token = Tokens.sign(
                new JsonObject().put("sub", "ada").put("exp", Tokens.now() + 60).put("plan", "gold"));
        try (RawSocket socket = node.open("/token?x=1&access_token=" + token)) {
            Connection connection = opened();

            assertThat(connection.user()).isEqualTo("ada");
            assertThat(connection.claims().getString("plan")).isEqualTo("gold");
            assertThat(connection.queryParam("x")).isEqualTo("1");
            assertThat(connection.queryParam("access_token")).isNull();
        }
    }

    @Test
    void endsWithItsToken() throws Exception {
        String token = Tokens.sign(new JsonObject().put("sub", "ada").put("exp", Tokens.now() + 2));
        try (RawSocket socket = node.open("/token", Map.of("Authorization", "Bearer " + token))) {
            assertThat(socket.readFrame().closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void getsTheFirstSubprotocolOnItsListThatTheEndpointHas() throws Exception {
        try (RawSocket socket = node.open("/subs", Map.of("Sec-WebSocket-Protocol", "x, chat.v1, chat.v2"))) {
            assertThat(opened().subprotocol()).hasValue("chat.v1");
        }
        assertThat(node.ask("/subs", Map.of("Sec-WebSocket-Protocol", "x")).status())
                .isEqualTo(400);
        try (RawSocket socket = node.open("/subs")) {
            assertThat(opened().subprotocol()).isEmpty();
        }
    }

    @Test
    void keepsMetadata() throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            Connection connection = opened();

            assertThat(connection.metadata()).isEmpty();
            connection.metadata().put("nick", "Ada");

            assertThat(connection.metadata().get("nick")).isEqualTo("Ada");
            assertThat(node.hub().connection(connection.id()).orElseThrow().metadata())
                    .isSameAs(connection.metadata());
        }
    }

    @Test
    void getsWholeMessagesOfBothKinds() throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            opened();
            socket.send(RawSocket.frame(0x01, "two ".getBytes(StandardCharsets.UTF_8)));
            socket.send(RawSocket.frame(0x80, "parts".getBytes(StandardCharsets.UTF_8)));
            socket.send(RawSocket.frame(0x82, new byte[] {'x'}));

            assertThat(event()).isEqualTo("text of 9 bytes of two parts in true");
            assertThat(event()).isEqualTo("binary of 1 bytes of x in true");
        }
    }

    @Test
    void getsWhatComesWithTheHandshake() throws Exception {
        try (RawSocket socket = new RawSocket(node.port())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(("GET /plain/a/of/b HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: " + RawSocket.KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(RawSocket.frame(0x81, new byte[] {'x'}));
            socket.send(all.toByteArray());

            assertThat(socket.readAnswer().status()).isEqualTo(101);
            opened();
            assertThat(event()).startsWith("text of 1 bytes of x");
        }
    }

    @Test
    void sendsFromAnotherThreadInThatThreadsOrder() throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            Connection connection = opened();

            for (int i = 0; i < 500; i++) {
                connection.sendText("text " + i);
                connection.sendBinary(Buffer.buffer("binary " + i));
            }

            for (int i = 0; i < 500; i++) {
                assertThat(socket.readFrame().text()).isEqualTo("text " + i);
                RawSocket.Frame binary = socket.readFrame();
                assertThat(binary.opcode()).isEqualTo(2);
                assertThat(binary.text()).isEqualTo("binary " + i);
            }
        }
    }

    @Test
    void goesThroughItsStates() throws Exception {
        try (RawSocket socket = node.open("/own", Map.of("X-User", "ada"))) {
            Connection connection = opened();
            assertThat(event()).isEqualTo("made CONNECTING");
            assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);

            connection.close(3001, "enough");

            RawSocket.Frame close = socket.readFrame();
            assertThat(close.closeCode()).isEqualTo(3001);
            assertThat(close.closeReason()).isEqualTo("enough");
            assertThat(event()).isEqualTo("closed 3001 enough CLOSING");
            assertThatThrownBy(() -> EmbeddedNode.await(connection.sendText("late")))
                    .hasRootCauseInstanceOf(NotOpenException.class);
            socket.sendClose(3001, "");
            socket.awaitEnd();
            while (connection.state() != ConnectionState.CLOSED) {
                Thread.onSpinWait(); // what the other side sees is not yet what this one has noted
            }
            assertThat(node.hub().connection(connection.id())).isEmpty();
        }
    }

    @Test
    void hearsWhyThePeerCloses() throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            opened();
            socket.sendClose(4321, "bye");
            assertThat(event()).isEqualTo("closed 4321 bye CLOSING");
        }
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            opened();
            socket.reset();
            assertThat(event()).startsWith("closed 1006 ");
        }
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            opened();
            socket.send(RawSocket.frame(0x88, new byte[0]));
            assertThat(event()).startsWith("closed 1005 ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999})
    void closesWithAnyCodeThatMayBeSent(int code) throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            opened().close(code, "é".repeat(61));
            assertThat(socket.readFrame().closeCode()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000})
    void refusesCodesThatMustNotBeSent(int code) throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            Connection connection = opened();

            assertThatThrownBy(() -> connection.close(code, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Integer.toString(code));
            assertThatThrownBy(() -> connection.close(1000, "é".repeat(62)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("123 bytes");
            assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);
        }
    }

    @Test
    void hasHandlersOfPingsAndPongsAndTheirTimes() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            Connection connection = opened();
            assertThat(connection.lastPing()).isEmpty();
            assertThat(connection.lastPong()).isEmpty();

            socket.send(RawSocket.frame(0x89, new byte[] {'a'}));
            assertThat(event()).isEqualTo("ping a");
            assertThat(socket.readFrame().opcode()).isEqualTo(0xA);
            assertThat(connection.lastPing().orElseThrow()).isAfter(before);
            assertThat(connection.lastPong()).isEmpty();

            EmbeddedNode.await(connection.ping(Buffer.buffer("b")));
            RawSocket.Frame ping = socket.readFrame();
            assertThat(ping.opcode()).isEqualTo(0x9);
            assertThat(ping.text()).isEqualTo("b");
            socket.send(RawSocket.frame(0x8A, ping.payload()));
            assertThat(event()).isEqualTo("pong b");
            assertThat(connection.lastPong().orElseThrow()).isAfter(before);

            EmbeddedNode.await(connection.pong(Buffer.buffer("c")));
            assertThat(socket.readFrame().opcode()).isEqualTo(0xA);
            assertThatThrownBy(() -> connection.ping(Buffer.buffer(new byte[126])))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void stopsReadingAndGoesOn() throws Exception {
        try (RawSocket socket = node.open("/plain/a/of/b")) {
            Connection connection = opened();
            connection.pause();
            EmbeddedNode.await(connection.sendText("paused"));
            assertThat(socket.readFrame().text()).isEqualTo("paused");
            socket.sendText("1");
            Event early = EVENTS.poll(200, TimeUnit.MILLISECONDS);
            assertThat(early == null || early.to != connection).isTrue();

            connection.resume();

            assertThat(event()).startsWith("text of 1 bytes");
        }
    }
}
