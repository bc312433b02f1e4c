package io.carillon.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.count.Handshake;
import io.carillon.gateway.Connection;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Message;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers that make mistakes harm their own connection alone. */
class ThrowingHandlerTest {

    private static final BlockingQueue<String> ERRORS = new LinkedBlockingQueue<>();

    private static EmbeddedNode node;

    @BeforeAll
    static void start() {
        node = EmbeddedNode.start(ThrowingHandlerTest::routes);
    }

    private static void routes(Hub hub, Router router) {
        hub.endpoint("throws")
                .onMessage(ThrowingHandlerTest::obey)
                .onPing((connection, data) -> {
                    throw new IllegalStateException("ping");
                })
                .onClose((connection, code, reason) -> {
                    if (code == 4444) {
                        throw new IllegalStateException("close");
                    }
                })
                .onError((connection, cause) -> {
                    ERRORS.add(connection.state() + " " + cause.getMessage());
                    if (cause instanceof AssertionError) {
                        throw new IllegalStateException("once more");
                    }
                })
                .mount(router, "/throws");
        hub.endpoint("open")
                .onOpen(connection -> {
                    throw new IllegalStateException("open");
                })
                .mount(router, "/open");
        hub.endpoint("made")
                .handlers(connection -> {
                    throw new IllegalStateException("made");
                })
                .mount(router, "/made");
        hub.endpoint("unknown").user(ThrowingHandlerTest::nobodyKnows).mount(router, "/unknown");
        hub.endpoint("elsewhere")
                .user(ThrowingHandlerTest::nobodyKnows)
                .mount(router.route("/elsewhere").handler(routing -> new Thread(routing::next).start()));
    }

    private static String nobodyKnows(RoutingContext routing) {
        throw new IllegalStateException("nobody knows");
    }

    private static void obey(Connection connection, Message message) {
        switch (message.text()) {
            case "throw" -> throw new IllegalStateException("message");
            case "error" -> throw new AssertionError("error");
            case "fail" -> Future.failedFuture("future").onFailure(connection::fail);
            case "id" -> connection.sendText(connection.id());
            default -> connection.send(message);
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void failsWith(String text, String error) throws InterruptedException {
        try (RawSocket other = node.open("/throws");
                RawSocket socket = node.open("/throws")) {
            socket.sendText(text);

            assertThat(socket.readFrame().closeCode()).isEqualTo(1011);
            assertThat(ERRORS.poll(30, TimeUnit.SECONDS)).isEqualTo("OPEN " + error);
            other.sendText("still here");
            assertThat(other.readFrame().text()).isEqualTo("still here");
        }
    }

    @Test
    void oneThatThrowsIsTold1011AndAnotherGoesOn() throws Exception {
        failsWith("throw", "message");
    }

    @Test
    void aFutureThatFailsIsTheSameWhereItIsHandedOn() throws Exception {
        failsWith("fail", "future");
    }

    @Test
    void itsOwnHandlerOfErrorsMayFailToo() throws Exception {
        failsWith("error", "error");
    }

    @Test
    void whatBecameOfItIsKnownAfterwards() throws Exception {
        try (RawSocket socket = node.open("/throws")) {
            socket.sendText("id");
            String id = socket.readFrame().text();
            socket.sendText("throw");
            assertThat(socket.readFrame().closeCode()).isEqualTo(1011);
            assertThat(ERRORS.poll(30, TimeUnit.SECONDS)).isEqualTo("OPEN message");

            JsonObject told = EmbeddedNode.await(node.hub().core().inspector().inspect(id))
                    .orElseThrow();

            assertThat(told.getJsonObject("close").getString("side")).isEqualTo("server");
            assertThat(told.getJsonObject("close").getInteger("code")).isEqualTo(1011);
            assertThat(told.getString("format")).isEqualTo("raw");
            assertThat(told.getJsonArray("events").getJsonObject(1).getString("event"))
                    .isEqualTo("failed");
        }
    }

    @Test
    void soMayAllTheOthers() throws Exception {
        try (RawSocket socket = node.open("/throws")) {
            socket.send(RawSocket.frame(0x89, new byte[0]));
            assertThat(socket.readFrame().opcode()).isEqualTo(0xA);
            assertThat(socket.readFrame().closeCode()).isEqualTo(1011);
            assertThat(ERRORS.poll(30, TimeUnit.SECONDS)).isEqualTo("OPEN ping");
        }
        try (RawSocket socket = node.open("/throws")) {
            socket.sendClose(4444, "");
            assertThat(socket.readFrame().closeCode()).isEqualTo(4444);
            assertThat(ERRORS.poll(30, TimeUnit.SECONDS)).isEqualTo("CLOSING close");
        }
        try (RawSocket socket = node.open("/open")) {
            assertThat(socket.readFrame().closeCode()).isEqualTo(1011);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"made", "unknown", "elsewhere"})
    void whatCannotBeOpenedIsAnsweredAndCounted(String endpoint) {
        long before = failed(endpoint);

        assertThat(node.ask('/' + endpoint, Map.of()).status()).isEqualTo(500);

        assertThat(failed(endpoint)).isEqualTo(before + 1);
    }

    private static long failed(String endpoint) {
        AtomicLong failed = new AtomicLong();
        node.hub().counters().endpoint(endpoint).handshakes().forEach((result, count) -> {
            if (result == Handshake.FAILED) {
                failed.set(count.sum());
            }
        });
        return failed.get();
    }

    @Test
    void allPlacesAreGivenBack() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(node.ask("/made", Map.of()).status()).isEqualTo(500);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (node.hub().size() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait(); // the tests before have just hung up
        }
        assertThat(node.hub().size()).isZero();
    }
}
