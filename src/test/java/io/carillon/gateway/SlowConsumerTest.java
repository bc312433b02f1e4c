package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who does not read, over real sockets: what it gets, what it costs, and that nobody else notices. */
@Timeout(30)
class SlowConsumerTest {

    private static final int SMALL = 4096;

    /** With {@link #FLOODS} of them more than any kernel keeps for a connection. */
    private static final String FLOOD = "x".repeat(60_000);

    private static final int FLOODS = 120;
    private static final int QUEUE = 256 * 1024;

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

    private static Client slow(TestServer of) {
        return Client.connect(RawSocket.narrow(of.port(), SMALL), "/ws", Tokens.of("slow"));
    }

    private static JsonObject data(String key, int number) {
        return new JsonObject().put("k", key).put("n", number);
    }

    /** So many large messages of one key that whoever does not read has fallen behind. */
    private static void flood(Client publisher, String room) {
        for (int i = 1; i <= FLOODS; i++) {
            publisher.publish(room, data("flood", i).put("x", FLOOD));
        }
    }

    /** What comes up to and with the first message of a key, as {@code key number}. */
    private static List<String> readUpTo(Client client, String key) {
        List<String> read = new ArrayList<>();
        do {
            read.add(shown(client.next()));
        } while (!read.get(read.size() - 1).startsWith(key + " "));
        return read;
    }

    private static String shown(JsonObject message) {
        JsonObject data = message.getJsonObject("data");
        return data.getString("k") + " " + data.getInteger("n");
    }

    private static List<String> shown(List<JsonObject> messages) {
        return messages.stream().map(SlowConsumerTest::shown).toList();
    }

    private static List<Integer> numbers(List<String> shown, String key) {
        return shown.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> Integer.valueOf(line.substring(key.length() + 1)))
                .toList();
    }

    @Test
    void isClosedInAPlainRoomWhileAHealthyMemberGetsEverything() {
        try (Client slow = slow(server);
                Client healthy = server.connect("healthy")) {
            slow.join("flood");
            healthy.join("flood");
            for (int i = 0; i < FLOODS; i++) {
                healthy.publish("flood", FLOOD);
                assertThat(healthy.next().getString("data")).isEqualTo(FLOOD);
            }

            RawSocket.Frame close = slow.awaitClose();

            assertThat(close.closeCode()).isEqualTo(4003);
            assertThat(close.closeReason()).contains("limit");
            assertThat(healthy.drain()).isEmpty();
        }
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
        try (Client quick = server.connect("quick");
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
            settle(other);

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
            settle(other);

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

    @Test
    void isClosedForAnswersThatItDoesNotRead() {
        try (Client slow = slow(server)) {
            JsonObject request = new JsonObject().put("type", "ping").put("id", FLOOD); // comes back in the reply
            for (int i = 0; i < 2 * FLOODS; i++) {
                slow.send(request);
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
                Client slow = slow(small)) {
            slow.join("flood");
            Client publisher = small.connect("publisher");
            publisher.join("flood");
            for (int i = 0; i < FLOODS; i++) {
                publisher.send(message("publish", "flood").put("data", FLOOD).put("echo", false));
            }
            publisher.drain();
            long began = System.nanoTime();

            slow.socket().awaitReset();

            assertThat((System.nanoTime() - began) / 1_000_000).isBetween(3_000L, 9_000L);
            publisher.close();
            try (Client next = small.connect("next");
                    Client another = small.connect("another")) {
                assertThat(next.drain()).isEmpty();
                assertThat(another.drain()).isEmpty();
            }
        }
    }

    @Test
    void sharesTheFramesThatWaitForManyWhoDoNotRead() {
        int many = 50;
        try (TestServer wide = TestServer.start("limits.queue=1MiB");
                Client publisher = wide.connect("publisher")) {
            List<Client> stuck = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                stuck.add(slow(wide));
                stuck.get(i).join("flood");
            }
            publisher.join("flood");
            long before = directMemory();
            long most = 0;
            for (int i = 0; i < FLOODS; i++) {
                publisher.send(message("publish", "flood").put("data", FLOOD).put("echo", false));
                publisher.drain();
                most = Math.max(most, directMemory() - before);
            }

            assertThat(most).isBetween(1L << 20, 12L << 20); // a queue of its own for each would be 50 MiB
            for (Client client : stuck) { // closed with 4003, and cut off if that was not read in time
                client.socket().awaitEnd();
                client.close();
            }
        }
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    /** Waits until what was published has reached the members on each event loop. */
    private static void settle(Client publisher) {
        for (int i = 0; i < 4; i++) {
            try (Client witness = server.connect("witness")) { // on one event loop after the other
                witness.join("settle");
                publisher.publish("settle", data("s", i));
                assertThat(shown(witness.next())).isEqualTo("s " + i);
            }
        }
    }
}
