package io.carillon.gateway;

import static io.carillon.gateway.SlowReaders.FLOODS;
import static io.carillon.gateway.SlowReaders.data;
import static io.carillon.gateway.SlowReaders.flood;
import static io.carillon.gateway.SlowReaders.numbers;
import static io.carillon.gateway.SlowReaders.readUpTo;
import static io.carillon.gateway.SlowReaders.settle;
import static io.carillon.gateway.SlowReaders.shown;
import static io.carillon.gateway.SlowReaders.slow;
import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who cannot keep up with a conflating room, over real sockets. */
@Timeout(120)
class ConflatingRoomTest {

    private static final int QUEUE = 256 * 1024;

    /** What the operating system takes for one that may stand still for a moment, in bytes; more than a burst. */
    private static final int WIDE = 1024 * 1024;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "limits.queue=" + QUEUE,
                "rooms={\"newest:*\": {conflate: true}, \"keyed:*\": {conflate: {key: /k}}, \"**\": {publish: anyone}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void staysInAConflatingRoomAndGetsTheNewestOfEachKey() {
        try (Client slow = slow(server);
                Client healthy = server.connect("healthy")) {
            slow.join("keyed:stay");
            healthy.join("keyed:stay");
            flood(healthy, "keyed:stay");
            for (int i = 1; i <= 500; i++) {
                healthy.publish("keyed:stay", data("a", i));
                healthy.publish("keyed:stay", data("b", i));
            }
            assertThat(healthy.drain()).hasSize(FLOODS + 1000);

            List<String> read = readUpTo(slow, "b");

            assertThat(numbers(read, "flood")).isSorted().endsWith(FLOODS).hasSizeLessThan(FLOODS);
            assertThat(read).endsWith("flood " + FLOODS, "a 500", "b 500");
            assertThat(numbers(read, "a")).hasSize(1);
            healthy.publish("keyed:stay", data("a", 501));
            healthy.publish("keyed:stay", data("a", 502));
            assertThat(shown(slow.next())).isEqualTo("a 501"); // it keeps up again
            assertThat(shown(slow.next())).isEqualTo("a 502");
        }
    }

    @Test
    void getsTheNewestMessageWhereTheRoomHasNoKey() {
        try (Client slow = slow(server);
                Client healthy = server.connect("healthy")) {
            slow.join("newest:a");
            flood(healthy, "newest:a");
            healthy.publish("newest:a", data("last", 1));

            List<String> read = readUpTo(slow, "last");

            assertThat(numbers(read, "flood")).isSorted().doesNotContain(FLOODS);
        }
    }

    @Test
    void getsEverythingOfABurstThatItCanTake() {
        try (Client quick = Client.connect(RawSocket.narrow(server.port(), WIDE), "/ws", Tokens.of("quick"));
                Client publisher = server.connect("publisher")) {
            quick.join("newest:burst");
            String frame = message("publish", "newest:burst")
                    .put("data", data("k", 0).put("x", "x".repeat(1000)))
                    .encode();
            Thread burst = new Thread(() -> {
                for (int i = 0; i < 100; i++) { // 100 KB together, more than a queue takes for a slow one
                    publisher.socket().sendText(frame);
                }
            });
            burst.start();

            for (int i = 0; i < 100; i++) {
                assertThat(shown(quick.next())).isEqualTo("k 0");
            }
            assertThat(publisher.drain()).isEmpty();
        }
    }

    @Test
    void getsNothingMoreOfARoomThatItHasLeft() {
        try (Client slow = slow(server);
                Client other = server.connect("other")) {
            slow.join("keyed:left");
            slow.join("keyed:kept");
            flood(other, "keyed:left");
            other.publish("keyed:kept", data("b", 1));
            settle(server, other);

            List<String> before = requestWithoutReading(slow, message("leave", "keyed:left"));

            assertThat(numbers(before, "flood")).isNotEmpty().doesNotContain(FLOODS);
            assertThat(shown(slow.next())).isEqualTo("b 1");
            assertThat(slow.drain()).isEmpty();
        }
    }

    @Test
    void startsAnewWithASecondJoin() {
        try (Client slow = slow(server);
                Client other = server.connect("other")) {
            slow.join("keyed:anew");
            flood(other, "keyed:anew");
            settle(server, other);

            List<String> before = requestWithoutReading(slow, message("join", "keyed:anew"));

            assertThat(numbers(before, "flood")).isNotEmpty().doesNotContain(FLOODS);
            assertThat(slow.drain()).isEmpty();
            other.publish("keyed:anew", data("a", 1));
            assertThat(shown(slow.next())).isEqualTo("a 1");
        }
    }

    /** Has a request take effect before it reads on, and returns what comes before the answer. */
    private static List<String> requestWithoutReading(Client slow, JsonObject request) {
        try (Client witness = server.connect("witness")) {
            witness.join("done");
            slow.send(request.copy().put("id", "it"));
            slow.send(message("publish", "done").put("data", data("done", 1)));
            assertThat(shown(witness.next())).isEqualTo("done 1");
        }
        List<String> before = new ArrayList<>();
        for (JsonObject next = slow.next(); !next.containsKey("id"); next = slow.next()) {
            before.add(shown(next));
        }
        return before;
    }

    @Test
    void getsEverythingOfAPlainRoomBesideTheNewestOfAConflatingOne() {
        try (Client slow = slow(server);
                Client other = server.connect("other")) {
            slow.join("keyed:mixed");
            slow.join("plain");
            flood(other, "keyed:mixed");
            for (int i = 1; i <= 200; i++) {
                other.publish("keyed:mixed", data("a", i));
                other.publish("plain", data("p", i));
            }
            other.publish("plain", data("end", 1));

            List<String> read = readUpTo(slow, "end");
            while (!read.contains("a 200")) {
                read.add(shown(slow.next()));
            }

            assertThat(numbers(read, "p"))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 200).boxed().toList());
            assertThat(numbers(read, "a")).isSorted().endsWith(200).hasSizeLessThan(10);
        }
    }

    @Test
    void getsTheNewestAlsoWhereTheServerSaysGoodbye() {
        TestServer stopping = TestServer.start("rooms={\"**\": {conflate: {key: /k}}}", "limits.queue=" + QUEUE);
        try (Client slow = slow(stopping);
                Client other = stopping.connect("other")) {
            slow.join("r");
            other.join("r");
            flood(other, "r");
            other.publish("r", data("a", 1));
            CompletableFuture<Void> stopped = stopping.drain();

            List<String> read = new ArrayList<>();
            while (!read.contains("a 1")) {
                JsonObject next = slow.next();
                read.add(next.getString("type").equals("notice") ? "notice" : shown(next));
            }

            assertThat(read).contains("notice").endsWith("flood " + FLOODS, "a 1");
            assertThat(slow.awaitClose().closeCode()).isEqualTo(1012);
            slow.socket().sendClose(1012, "");
            other.awaitClose();
            other.socket().sendClose(1012, "");
            stopped.join();
        }
    }

    @Test
    void isClosedWhereAPlainRoomFillsItsQueueThoughAnotherConflates() {
        try (Client slow = slow(server);
                Client other = server.connect("other")) {
            slow.join("keyed:both");
            slow.join("plain:both");
            flood(other, "keyed:both");
            flood(other, "plain:both");

            assertThat(slow.awaitClose().closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void isClosedWhereKeysHaveNoEnd() {
        try (Client slow = slow(server);
                Client other = server.connect("other")) {
            slow.join("keyed:endless");
            flood(other, "keyed:endless");
            for (int i = 0; i < QUEUE / 200; i++) {
                other.publish("keyed:endless", data("key " + i, i));
            }

            assertThat(slow.awaitClose().closeCode()).isEqualTo(4003);
        }
    }
}
