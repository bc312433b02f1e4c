package io.carillon.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.Packets;
import io.carillon.support.Ports;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clusters with a room in common. */
@Tag("slow")
class LinkedClustersTest {

    private static final int EACH = 2_000;
    private static final String STREAM =
            "rooms={\"orders:*\": {stream: {size: 100000}}, \"few\": {stream: {size: 10}}}";

    @TempDir
    private Path directory = Path.of("");

    private TestCluster cluster(String name) throws IOException {
        return new TestCluster(Files.createDirectory(directory.resolve(name)));
    }

    private static String uplink(int port, String room, String direction) {
        return "uplinks={berlin: {url: \"ws://127.0.0.1:" + port + "/ws\", token: \"" + Tokens.of("uplink-of-a")
                + "\", protocol: carillon.v1.json, room: \"" + room + "\", direction: " + direction
                + ", reconnect: {base: 20ms, cap: 500ms}}}";
    }

    /** Publishes numbers, each until it is acknowledged, as a client should. */
    private static void publish(Client client, String room, String name, int count) {
        for (int i = 0; i < count; i++) {
            publish(client, room, name + "-" + i);
        }
    }

    private static void publish(Client client, String room, String data) {
        JsonObject request = Client.message("publish", room).put("data", data).put("key", data);
        JsonObject answer = client.ask(request);
        while (!answer.getString("type").equals("reply")) {
            assertThat(answer.getBoolean("retryable")).as(answer.encode()).isTrue();
            answer = client.ask(request);
        }
    }

    /** At least so many, as long as something is going on, at some hundred in a second; then one that is the last. */
    private static int publish(Client client, String room, String name, CountDownLatch some, AtomicBoolean goingOn) {
        int i = 0;
        while (i < EACH || goingOn.get()) {
            publish(client, room, name + "-" + i++);
            some.countDown();
            LockSupport.parkNanos(1_000_000);
        }
        publish(client, room, name + "-end");
        return i;
    }

    /** Up to the last one of both. */
    private static List<String> readAll(Client client) {
        List<String> data = new ArrayList<>();
        int ends = 0;
        while (ends < 2) {
            data.add(client.next().getString("data"));
            ends += data.get(data.size() - 1).endsWith("-end") ? 1 : 0;
        }
        return data;
    }

    private static List<String> read(Client client, int count) {
        List<String> data = new ArrayList<>();
        while (data.size() < count) {
            data.add(client.next().getString("data"));
        }
        return data;
    }

    private static List<String> of(List<String> all, String name) {
        return all.stream().filter(data -> data.startsWith(name)).toList();
    }

    private static List<String> numbers(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> name + "-" + i).toList();
    }

    private static List<String> ended(List<String> numbers, String name) {
        List<String> all = new ArrayList<>(numbers);
        all.add(name + "-end");
        return all;
    }

    @Test
    void nothingIsLostDoubledOrEchoedWhileNodesOfBothRestart() throws Exception {
        int port = Ports.inARow(1);
        String room = "orders:1";
        try (TestCluster a = cluster("a");
                TestCluster b = cluster("b")) {
            String[] there = {STREAM, "http.port=" + port, "management.port=0"};
            TestServer b1 = b.start(STREAM); // the others find each other by the first
            TestServer b2 = b.start(there);
            TestServer a1 = a.start(STREAM, uplink(port, room, "both"));
            TestServer a2 = a.start(STREAM, uplink(port, room, "both"));
            Gauges.awaitConnected(a1, "berlin");
            assertThat(Gauges.connected(a2, "berlin")).isZero();
            CountDownLatch some = new CountDownLatch(2 * EACH / 4);
            AtomicBoolean goingOn = new AtomicBoolean(true);
            try (Client ann = a2.connect("ann");
                    Client bob = b1.connect("bob");
                    Client hereClient = a2.connect("reader");
                    Client thereClient = b1.connect("reader")) {
                List.of(hereClient, thereClient, ann, bob).forEach(client -> client.join(room));
                CompletableFuture<List<String>> here = CompletableFuture.supplyAsync(() -> readAll(hereClient));
                CompletableFuture<List<String>> over = CompletableFuture.supplyAsync(() -> readAll(thereClient));
                CompletableFuture<Integer> anns =
                        CompletableFuture.supplyAsync(() -> publish(ann, room, "ann", some, goingOn));
                CompletableFuture<Integer> bobs =
                        CompletableFuture.supplyAsync(() -> publish(bob, room, "bob", some, goingOn));

                assertThat(some.await(180, TimeUnit.SECONDS)).isTrue();
                b2.close();
                b.start(there);
                Gauges.awaitReconnects(a1, "berlin", 1);
                a1.close();
                Gauges.awaitConnected(a2, "berlin");
                goingOn.set(false);

                List<String> annSaid = ended(numbers("ann", anns.get(180, TimeUnit.SECONDS)), "ann");
                List<String> bobSaid = ended(numbers("bob", bobs.get(180, TimeUnit.SECONDS)), "bob");
                for (CompletableFuture<List<String>> side : List.of(here, over)) {
                    List<String> all = side.get(180, TimeUnit.SECONDS);
                    assertThat(of(all, "ann")).isEqualTo(annSaid);
                    assertThat(of(all, "bob")).isEqualTo(bobSaid);
                }
                // What would have come twice or back would have come before these.
                publish(ann, room, "ann-after");
                publish(bob, room, "bob-after");
                assertThat(read(hereClient, 2)).containsExactlyInAnyOrder("ann-after", "bob-after");
                assertThat(read(thereClient, 2)).containsExactlyInAnyOrder("ann-after", "bob-after");
            }
        }
    }

    @Test
    void whatIsGoneIsToldAndTheRestIsFetchedInBothDirections() throws Exception {
        int port = Ports.inARow(1);
        try (TestCluster b = cluster("b")) {
            String[] there = {STREAM, "http.port=" + port, "management.port=0"};
            TestServer b1 = b.start(STREAM);
            TestServer b2 = b.start(there);
            try (TestServer a = TestServer.start(STREAM, uplink(port, "few", "both"));
                    Client ann = a.connect("ann");
                    Client bob = b1.connect("bob")) {
                Gauges.awaitConnected(a, "berlin");
                ann.join("few");
                bob.join("few");
                b2.close();
                publish(bob, "few", "bob", 50);
                read(bob, 50);
                publish(ann, "few", "ann", 30);
                assertThat(read(ann, 30)).isEqualTo(numbers("ann", 30));
                try (LogLines lines = new LogLines(Losses.class)) {
                    b.start(there);
                    assertThat(lines.await("direction=in")).contains("from=1 to=40");
                }
                List<String> fetched = read(ann, 10);
                assertThat(fetched).isEqualTo(numbers("bob", 50).subList(40, 50));
                // Those on their way when the connection ended, and the page that was read ahead, are not gone.
                List<String> sent = read(bob, 10);
                assertThat(sent.get(0)).startsWith("ann-");
                Gauges.awaitDropped(a, "berlin", "in", 40);
            }
        }
    }

    @Test
    void anUplinkToItsOwnClusterAndRoomIsRefused() throws Exception {
        int port = Ports.inARow(1);
        try (LogLines lines = new LogLines(Uplink.class);
                TestServer server = TestServer.start(
                        STREAM, "http.port=" + port, "management.port=0", uplink(port, "orders:1", "both"));
                Client ann = server.connect("ann")) {
            assertThat(lines.await("nothing would ever end")).contains("uplink=berlin");
            assertThat(Gauges.connected(server, "berlin")).isZero();
            ann.join("orders:1");
            ann.publish("orders:1", "once");
            assertThat(read(ann, 1)).containsExactly("once");
            assertThat(ann.drain()).isEmpty();
        }
    }

    @Test
    void roomsWithoutStreamsAreLinkedWhoeverMayPublish() {
        try (TestServer there = TestServer.start();
                TestServer here = TestServer.start(uplink(there.port(), "plain", "out"));
                Client ann = here.connect("ann");
                Client bob = there.connect("bob")) {
            Gauges.awaitConnected(here, "berlin");
            bob.join("plain");
            ann.join("plain");
            ann.publish("plain", "hello");
            JsonObject message = bob.next();
            assertThat(message.getString("data")).isEqualTo("hello");
            assertThat(message.getJsonObject("from").getString("user")).isEqualTo("uplink-of-a");
        }
    }

    @Test
    void aBinaryValueStaysOne() {
        byte[] bytes = {1, 2, -1};
        try (TestServer there = TestServer.start(STREAM);
                TestServer here = TestServer.start(
                        STREAM,
                        uplink(there.port(), "orders:1", "both").replace("carillon.v1.json", "carillon.v1.msgpack"));
                FormatClient ann = FormatClient.connect(
                        here.port(), "/ws", Tokens.of("ann"), Packets.MSGPACK, Packets.MSGPACK.subprotocol());
                FormatClient bob = FormatClient.connect(
                        there.port(), "/ws", Tokens.of("bob"), Packets.MSGPACK, Packets.MSGPACK.subprotocol())) {
            Gauges.awaitConnected(here, "berlin");
            ann.join("orders:1");
            bob.join("orders:1");
            ann.publish("orders:1", bytes);
            assertThat(bob.next().get("data")).isEqualTo(bytes);
            bob.publish("orders:1", List.of(1L, bytes));
            assertThat(ann.next().get("data")).isEqualTo(bytes);
            assertThat(((List<?>) ann.next().get("data")).get(1)).isEqualTo(bytes);
        }
    }

    @Test
    void aTokenThatExpiresIsRenewedFromItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "none"); // a start takes longer than a token lasts
        try (TestServer there = TestServer.start();
                LogLines lines = new LogLines(CarillonLink.class);
                TestServer here = TestServer.start("uplinks={berlin: {url: \"ws://127.0.0.1:" + there.port()
                        + "/ws\", token-file: \"" + file + "\", protocol: carillon.v1.bson, room: x,"
                        + " reconnect: {base: 20ms, cap: 200ms}}}")) {
            Files.writeString(file, token(6));
            Gauges.awaitConnected(here, "berlin");
            Files.writeString(file, token(3600));
            assertThat(lines.await("the token was renewed")).contains("uplink=berlin");
        }
    }

    private static String token(int seconds) {
        JsonObject allow = new JsonObject().put("x", List.of("join"));
        return Tokens.sign(new JsonObject()
                .put("sub", "u")
                .put("exp", Tokens.now() + seconds)
                .put("allow", allow));
    }

    @Test
    void aTokenThatDoesNotAllowTheRoomIsTold() {
        String bad = "uplinks={berlin: {url: \"ws://127.0.0.1:%d/ws\", token: \"%s\", protocol: carillon.v1.msgpack,"
                + " room: x, reconnect: {base: 20ms, cap: 100ms}}}";
        try (TestServer there = TestServer.start();
                LogLines lines = new LogLines(Uplink.class);
                TestServer here = TestServer.start(bad.formatted(
                        there.port(), Tokens.of("u", new JsonObject().put("y", List.of("join")))))) {
            assertThat(lines.await("refused a join")).contains("forbidden").contains("uplink=berlin");
            assertThat(Gauges.connected(here, "berlin")).isZero();
        }
    }

    @Test
    void oneThatIsLinkedBothWaysByBothExceptsTheOther() throws Exception {
        int portA = Ports.inARow(1);
        String link = "uplinks={to: {url: \"ws://127.0.0.1:%d/ws\", token: \"%s\", protocol: carillon.v1.json, room: x,"
                + " except: [\"uplink:*\"], reconnect: {base: 20ms, cap: 200ms}}}";
        try (TestServer b = TestServer.start(link.formatted(portA, Tokens.of("b")));
                TestServer a = TestServer.start(
                        link.formatted(b.port(), Tokens.of("a")), "http.port=" + portA, "management.port=0");
                Client ann = a.connect("ann");
                Client bob = b.connect("bob")) {
            Gauges.awaitConnected(a, "to");
            Gauges.awaitConnected(b, "to");
            ann.join("x");
            bob.join("x");
            ann.publish("x", "a1");
            assertThat(read(bob, 1)).containsExactly("a1");
            bob.publish("x", "b1");
            assertThat(read(ann, 2)).containsExactly("a1", "b1");
            ann.publish("x", "a2");
            assertThat(read(bob, 2)).containsExactly("b1", "a2");
            assertThat(read(ann, 1)).containsExactly("a2");
        }
    }
}
