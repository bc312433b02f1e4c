package io.carillon.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.AdmissionLimits;
import io.carillon.config.ConnectionLimits;
import io.carillon.config.KeepAliveConfig;
import io.carillon.gateway.Connection;
import io.carillon.gateway.Hub;
import io.carillon.message.RefusedException;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Limits that endpoints of one application have each for itself. */
@SuppressWarnings("try") // some are only to be there
class EndpointLimitsOfAnApplicationTest {

    private static EmbeddedNode node;
    private static io.carillon.gateway.Endpoint few;

    @BeforeAll
    static void start() {
        node = EmbeddedNode.start(EndpointLimitsOfAnApplicationTest::routes);
    }

    private static ConnectionLimits limits(int message, int rooms, int queue, int messagesPerSecond) {
        return new ConnectionLimits(message, rooms, queue, messagesPerSecond, 0);
    }

    private static synchronized void routes(Hub hub, Router router) {
        hub.endpoint("wide").onMessage(Connection::send).mount(router, "/wide");
        hub.endpoint("narrow")
                .limits(limits(10, 1, 1000, 0))
                .compression(true)
                .onMessage(Connection::send)
                .mount(router, "/narrow");
        hub.endpoint("slow").limits(limits(100, 1, 1000, 2)).mount(router, "/slow");
        hub.endpoint("pinged")
                .keepAlive(new KeepAliveConfig(Duration.ofMillis(100), Duration.ofMillis(200), 0))
                .mount(router, "/pinged");
        hub.endpoint("shop").origins("https://shop.example").mount(router, "/shop");
        hub.endpoint("queue")
                .limits(limits(100, 1, 1000, 0))
                .onMessage((connection, message) -> {
                    for (int i = 0; i < 200; i++) {
                        connection.sendText("x".repeat(100_000));
                    }
                })
                .mount(router, "/queue");
        if (few == null) {
            few = hub.endpoint("few").admission(new AdmissionLimits(1, 0, 0));
        }
        few.mount(router, "/few");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theSizeOfMessages() {
        try (RawSocket wide = node.open("/wide");
                RawSocket narrow = node.open("/narrow")) {
            wide.sendText("0123456789a");
            assertThat(wide.readFrame().text()).isEqualTo("0123456789a");
            narrow.sendText("0123456789");
            assertThat(narrow.readFrame().text()).isEqualTo("0123456789");
            narrow.sendText("0123456789a");
            assertThat(narrow.readFrame().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void howManyRooms() {
        try (RawSocket narrow = node.open("/narrow")) {
            narrow.sendText("x");
            narrow.readFrame();
            Hub hub = node.hub();
            String id = EmbeddedNode.await(hub.room("r").members()).isEmpty() ? idOf("narrow") : "";
            assertThat(EmbeddedNode.await(hub.join(id, "r"))).isTrue();
            assertThatThrownBy(() -> EmbeddedNode.await(hub.join(id, "s")))
                    .hasRootCauseInstanceOf(RefusedException.class)
                    .rootCause()
                    .hasMessageContaining("1 rooms");
        }
    }

    /** Of the only connection of an endpoint, once those of other tests have left; its user is its id. */
    private static String idOf(String endpoint) {
        Eventually.until(
                Duration.ofSeconds(30),
                "the others are gone",
                () -> idsOf(endpoint).size() == 1);
        return idsOf(endpoint).get(0);
    }

    private static List<String> idsOf(String endpoint) {
        return EmbeddedNode.await(node.hub()
                        .core()
                        .register()
                        .connections(new io.carillon.hub.Filter(null, null, java.util.Set.of(), null, 100, "")))
                .items()
                .stream()
                .filter(item -> item.json().getString("endpoint").equals(endpoint))
                .map(io.carillon.hub.Page.Item::key)
                .toList();
    }

    @Test
    void howManyMessagesInASecond() {
        try (RawSocket slow = node.open("/slow")) {
            byte[] one = RawSocket.frame(0x81, new byte[] {'x'});
            byte[] ten = new byte[10 * one.length];
            for (int i = 0; i < ten.length; i++) {
                ten[i] = one[i % one.length];
            }
            slow.send(ten); // at once: a second may pass between two that are sent one by one
            RawSocket.Frame close = slow.readFrame();
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).isEqualTo("too many messages");
        }
    }

    @Test
    void keepAlive() {
        try (RawSocket pinged = node.open("/pinged")) {
            assertThat(pinged.readFrame().opcode()).isEqualTo(9);
            assertThat(pinged.readFrame().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void origins() {
        Map<String, String> shop = Map.of("Origin", "https://shop.example");
        assertThat(node.ask("/shop", shop).status()).isEqualTo(101);
        assertThat(node.ask("/wide", shop).status()).isEqualTo(403);
    }

    @Test
    void compression() {
        Map<String, String> offer = Map.of("Sec-WebSocket-Extensions", "permessage-deflate");
        assertThat(node.ask("/narrow", offer).header("Sec-WebSocket-Extensions"))
                .isNotNull();
        assertThat(node.ask("/wide", offer).header("Sec-WebSocket-Extensions")).isNull();
    }

    @Test
    void theQueueOfWhoDoesNotRead() {
        try (RawSocket queue = RawSocket.narrow(node.port(), 4096)) {
            assertThat(queue.request("GET /queue HTTP/1.1", RawSocket.handshake())
                            .status())
                    .isEqualTo(101);
            queue.sendText("go");
            // Whoever reads meanwhile may read as fast as the other end writes.
            Eventually.until(
                    Duration.ofSeconds(30),
                    "the queue passed its limit",
                    () -> node.hub()
                                    .counters()
                                    .endpoint("queue")
                                    .slowConsumers()
                                    .sum()
                            > 0);
            RawSocket.Frame frame = queue.readFrame();
            while (frame.opcode() != 8) {
                frame = queue.readFrame();
            }
            assertThat(frame.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void howManyConnections() {
        try (RawSocket first = node.open("/few")) {
            assertThat(node.ask("/few", Map.of()).status()).isEqualTo(503);
            node.open("/wide").close();
        }
    }

    @Test
    void cannotBeChangedOnceTheEndpointIsMounted() {
        assertThatThrownBy(() -> few.compression(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("few");
    }
}
