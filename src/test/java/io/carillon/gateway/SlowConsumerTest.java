package io.carillon.gateway;

import static io.carillon.gateway.SlowReaders.FLOOD;
import static io.carillon.gateway.SlowReaders.FLOODS;
import static io.carillon.gateway.SlowReaders.floodUntilClosed;
import static io.carillon.gateway.SlowReaders.settle;
import static io.carillon.gateway.SlowReaders.slow;
import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Handshakes;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does not read, over real sockets: it is closed, costs little, and nobody else notices. */
@Timeout(120)
class SlowConsumerTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("limits.queue=256KiB");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isClosedInAPlainRoomWhileAHealthyMemberGetsEverything() {
        try (Client slow = slow(server);
                Client healthy = server.connect("healthy")) {
            slow.join("flood");
            healthy.join("flood");
            floodUntilClosed(server, healthy);

            RawSocket.Frame close = slow.awaitClose();

            assertThat(close.closeCode()).isEqualTo(4003);
            assertThat(close.closeReason()).contains("limit");
            assertThat(healthy.drain()).isEmpty();
        }
    }

    @Test
    void isClosedForAnswersThatItDoesNotRead() {
        try (Client slow = slow(server)) {
            JsonObject request = new JsonObject().put("type", "ping").put("id", FLOOD); // comes back in the reply
            byte[] frame = RawSocket.frame(0x81, request.toBuffer().getBytes());
            for (int i = 0; i < 2 * FLOODS; i++) { // at once: it is cut off 5 s after it was closed
                slow.socket().send(frame);
            }

            assertThat(slow.awaitClose().closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void isOwedOnePongHoweverManyPingsItSends() {
        try (Client slow = slow(server)) {
            byte[] ping = RawSocket.frame(0x89, "x".repeat(125).getBytes());
            for (int i = 0; i < 100_000; i++) { // 12 MB of pongs
                slow.socket().send(ping);
            }
            slow.socket().send(RawSocket.frame(0x89, "last".getBytes()));

            RawSocket.Frame pong = slow.socket().readFrame();
            while (!pong.text().equals("last")) {
                assertThat(pong.opcode()).isEqualTo(0xA);
                pong = slow.socket().readFrame();
            }
            assertThat(slow.drain()).isEmpty();
        }
    }

    @Test
    void isCutOffWhereItNeverReadsAndItsPlaceIsFreeAgain() {
        try (TestServer small = TestServer.start("limits.connections=2", "limits.queue=64KiB");
                Client slow = slow(small);
                Client publisher = small.connect("publisher")) {
            slow.join("flood");
            publisher.join("flood");
            long began = System.nanoTime();
            for (int i = 0; i < FLOODS; i++) {
                publisher.send(message("publish", "flood").put("data", FLOOD).put("echo", false));
            }

            awaitPlace(small);

            assertThat((System.nanoTime() - began) / 1_000_000).isBetween(4_900L, 20_000L);
            assertThat(publisher.drain()).isEmpty();
            assertThat(slow.awaitClose().closeCode()).isEqualTo(4003); // it hears why, though nobody is there any more
        }
    }

    private static void awaitPlace(TestServer server) {
        Map<String, List<String>> headers = RawSocket.handshake();
        headers.put("Authorization", List.of("Bearer " + Tokens.of("next")));
        int status = 503;
        while (status == 503) {
            LockSupport.parkNanos(20_000_000);
            status = Handshakes.ask(server, "GET /ws HTTP/1.1", headers).status();
        }
        assertThat(status).isEqualTo(101);
    }

    @Test
    void sharesTheFramesThatWaitForManyWhoDoNotRead() {
        try (TestServer wide = TestServer.start("limits.queue=64MiB");
                Client publisher = wide.connect("publisher")) {
            List<Client> stuck = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                stuck.add(slow(wide));
                stuck.get(i).join("flood");
            }
            publisher.join("flood");
            long before = directMemory();
            for (int i = 0; i < FLOODS; i++) {
                publisher.send(message("publish", "flood").put("data", FLOOD).put("echo", false));
            }
            publisher.drain();
            settle(wide, publisher);

            long waiting = directMemory() - before;

            long once = FLOODS * (FLOOD.length() + 4096L);
            long loops = Runtime.getRuntime().availableProcessors();
            // once for each event loop, and what comes in; some 350 MB if each had frames of its own
            assertThat(waiting).isLessThan(Math.min(loops + 2, 25) * once);
            for (int i = 0; i < FLOODS; i++) {
                assertThat(stuck.get(0).next().getString("data")).hasSize(FLOOD.length());
            }
            stuck.forEach(Client::close);
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
