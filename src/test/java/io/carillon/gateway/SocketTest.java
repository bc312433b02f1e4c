package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Queues, keep-alive and goodbyes, over real sockets; what RFC 6455 demands is in the tests that begin with its name. */
@Tag("slow")
class SocketTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void pingsAndClosesWhoDoesNotAnswer() {
        try (TestServer quick = TestServer.start("keepalive={interval: 200ms, timeout: 4s, jitter: 0.5}");
                Client client = quick.connect("ann")) {
            RawSocket.Frame ping = client.socket().readFrame();
            assertThat(ping.opcode()).isEqualTo(0x9);
            client.socket().send(RawSocket.frame(0x8A, ping.payload()));
            assertThat(client.socket().readFrame().opcode()).isEqualTo(0x9);

            RawSocket.Frame close = client.awaitClose();

            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).contains("pong");
        }
    }

    @Test
    void cutsOffAPeerThatDoesNotFinishTheClosingHandshake() {
        TestServer stopping = TestServer.start();
        try (Client client = stopping.connect("ann")) {
            CompletableFuture<Void> stopped = stopping.drain();
            assertThat(client.awaitClose().closeCode()).isEqualTo(1012);

            client.socket().awaitEnd(); // though it was never answered

            stopped.join();
        }
    }

    @Test
    void sendsWhatIsQueuedBeforeItSaysGoodbye() {
        TestServer stopping = TestServer.start("limits.queue=64MiB");
        try (Client reader = stopping.connect("reader");
                Client writer = stopping.connect("writer")) {
            reader.join("much");
            writer.join("much");
            String data = "x".repeat(60_000);
            for (int i = 0; i < 300; i++) { // 18 MB, more than the kernel takes
                writer.result(message("publish", "much").put("data", data).put("echo", false));
            }
            CompletableFuture<Void> stopped = stopping.drain();

            List<RawSocket.Frame> read = new ArrayList<>(); // and looked at later: there are 5 s for all of it
            for (int i = 0; i < 300; i++) {
                read.add(reader.socket().readPastPings());
            }
            assertThat(read)
                    .allSatisfy(frame -> assertThat(new JsonObject(frame.text()).getString("data"))
                            .hasSize(60_000));
            assertThat(reader.next().getString("event")).isEqualTo("draining");
            assertThat(reader.awaitClose().closeCode()).isEqualTo(1012);
            reader.socket().sendClose(1012, "");
            stopped.join();
        }
    }

    @Test
    void forgetsAConnectionThatBreaks() {
        try (Client stays = server.connect("stays")) {
            stays.join("breaks");
            Client breaks = server.connect("breaks");
            breaks.join("breaks");
            breaks.socket().close();

            for (int i = 0; i < 100; i++) {
                stays.publish("breaks", i);
            }

            assertThat(stays.drain()).hasSize(100);
        }
    }

    @Test
    void closesAConnectionThatSendsNoRequestInTime() {
        try (TestServer impatient = TestServer.start("limits.handshake=1s");
                RawSocket silent = new RawSocket(impatient.port());
                RawSocket slow = new RawSocket(impatient.port())) {
            slow.send("GET /ws HT".getBytes());

            silent.awaitEnd();
            slow.awaitEnd();
        }
    }

    @Test
    void keepsTheOrderOfOnePublisherAmongAllMembers() {
        try (Client one = server.connect("one");
                Client two = server.connect("two");
                Client publisher = server.connect("publisher")) {
            one.join("order");
            two.join("order");
            publisher.join("order");
            for (int i = 0; i < 500; i++) {
                publisher.send(message("publish", "order").put("data", i).put("echo", false));
            }

            for (int i = 0; i < 500; i++) {
                assertThat(one.next().getValue("data")).isEqualTo((long) i);
                assertThat(two.next().getValue("data")).isEqualTo((long) i);
            }
            assertThat(publisher.result(new JsonObject().put("type", "ping"))).isEmpty();
        }
    }
}
