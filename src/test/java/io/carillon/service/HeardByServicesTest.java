package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.Packets;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.MultiMap;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application hears of three nodes: messages of rooms with {@code bus: true}, and who comes and goes. */
class HeardByServicesTest {

    private static final Pattern DROPPED = Pattern.compile("(?m)^carillon_services_dropped_total (\\S+)$");

    private static TestCluster cluster;
    private static final List<TestServer> nodes = new ArrayList<>();
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        for (int i = 0; i < 3; i++) {
            nodes.add(cluster.start(
                    "events=true",
                    "rooms={\"heard:**\": {bus: true}, \"heard:s:*\": {stream: true}, \"heard:not\": {bus: false}}"));
        }
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    private static Message<Object> next(BlockingQueue<Message<Object>> heard) throws InterruptedException {
        Message<Object> message = heard.poll(30, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    private static Map<String, String> headers(Message<Object> message) {
        Map<String, String> headers = new LinkedHashMap<>();
        MultiMap all = message.headers();
        all.names().forEach(name -> headers.put(name, all.get(name)));
        return headers;
    }

    @Test
    void eachMessageOfAStreamIsHeardOnceWhoeverPublishedItWherever() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.heard:s:1");
        List<Client> clients = nodes.stream().map(node -> node.connect("ann")).toList();
        try {
            clients.forEach(client -> client.join("heard:s:1"));
            String epoch = "";
            for (int i = 0; i < 6; i++) {
                epoch = clients.get(i % 3)
                        .result(Client.message("publish", "heard:s:1")
                                .put("data", i)
                                .put("key", "k" + i))
                        .getString("epoch");
            }
            clients.get(2)
                    .result(Client.message("publish", "heard:s:1")
                            .put("data", 0)
                            .put("key", "k0"));
            application.ask(
                    "carillon.publish",
                    new JsonObject().put("room", "heard:s:1").put("data", "end"));

            Map<String, Object> bodies = new LinkedHashMap<>();
            for (int i = 0; i < 7; i++) {
                Message<Object> message = next(heard);
                Map<String, String> headers = headers(message);
                assertThat(headers.remove("time")).matches("\\d{13}");
                String offset = headers.remove("offset");
                bodies.put(offset, message.body());
                assertThat(headers)
                        .isEqualTo(
                                offset.equals("7")
                                        ? Map.of("epoch", epoch, "service", "bus")
                                        : Map.of(
                                                "epoch",
                                                epoch,
                                                "user",
                                                "ann",
                                                "connection",
                                                clients.get((Integer.parseInt(offset) - 1) % 3)
                                                        .id()));
            }
            assertThat(bodies)
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("1", 0, "2", 1, "3", 2, "4", 3, "5", 4, "6", 5, "7", "end"));
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS))
                    .as("nothing twice")
                    .isNull();
        } finally {
            clients.forEach(Client::close);
        }
    }

    @Test
    void aPlainRoomIsHeardInOrderAndAlsoWithoutMembers() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.heard:plain");
        BlockingQueue<Message<Object>> notHeard = application.listen("carillon.room.heard:not");
        application.ask(
                "carillon.publish",
                new JsonObject().put("room", "heard:plain").putNull("data").put("user", "z"));
        Message<Object> first = next(heard);
        assertThat(first.body()).isNull();
        assertThat(headers(first).keySet()).containsExactlyInAnyOrder("user", "time");
        try (Client client = nodes.get(1).connect("bob")) {
            client.join("heard:plain");
            client.join("heard:not");
            client.publish("heard:not", 1);
            for (int i = 0; i < 100; i++) {
                client.send(Client.message("publish", "heard:plain").put("data", new JsonObject().put("n", i)));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(next(heard).body()).isEqualTo(new JsonObject().put("n", i));
            }
            assertThat(notHeard).isEmpty();
        }
    }

    @Test
    void whatJsonHasNoKindOfValueForIsTextAsJsonClientsGetIt() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.heard:kinds");
        try (FormatClient client = FormatClient.connect(
                nodes.get(0).port(), "/ws", Tokens.of("cid"), Packets.MSGPACK, "carillon.v1.msgpack")) {
            client.join("heard:kinds");
            client.publish("heard:kinds", List.of(new byte[] {-1, -2}, Instant.parse("2026-01-02T03:04:05Z"), 0.5));

            assertThat(next(heard).body())
                    .isEqualTo(new JsonArray()
                            .add("//4=")
                            .add("2026-01-02T03:04:05Z")
                            .add(0.5));
        }
    }

    @Test
    void whoComesAndGoesIsToldInOrder() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.events");
        TestServer node = nodes.get(2);
        long before = System.currentTimeMillis();
        String id;
        try (Client client = node.connect("eve")) {
            id = client.id();
            client.join("a");
            client.join("a");
            client.join("b");
            client.result(Client.message("leave", "a"));
            client.socket().sendClose(3007, "enough");
            client.awaitClose();
        }
        List<JsonObject> events = new ArrayList<>();
        while (events.size() < 6) {
            JsonObject event = (JsonObject) next(heard).body();
            if (id.equals(event.getString("connection"))) { // other tests' clients may still be leaving
                assertThat((Long) event.remove("time")).isBetween(before, System.currentTimeMillis());
                events.add(event);
            }
        }
        JsonObject any = new JsonObject()
                .put("node", node.carillon().node())
                .put("connection", id)
                .put("user", "eve");
        assertThat(events)
                .containsExactly(
                        any.copy().put("event", "open"),
                        any.copy().put("event", "join").put("room", "a"),
                        any.copy().put("event", "join").put("room", "b"),
                        any.copy().put("event", "leave").put("room", "a"),
                        any.copy().put("event", "leave").put("room", "b"),
                        any.copy().put("event", "close").put("code", 3007).put("reason", "enough"));
    }

    /** Its only event loop stands still, and takes nothing. */
    @Test
    void aNodeDropsWhatAnApplicationDoesNotTakeAndGoesOn() throws Exception {
        TestServer node = nodes.get(1);
        CountDownLatch standing = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        try (Application stuck = new Application(cluster.xml(), new VertxOptions().setEventLoopPoolSize(1));
                Client client = node.connect("gil")) {
            stuck.serve("carillon.room.heard:stuck", message -> {
                standing.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            try {
                client.join("heard:stuck");
                assertThat(dropped(node)).isZero();
                client.publish("heard:stuck", "begin");
                assertThat(standing.await(30, TimeUnit.SECONDS)).isTrue();
                JsonObject large = Client.message("publish", "heard:stuck")
                        .put("echo", false)
                        .put("data", "x".repeat(60_000));
                for (int i = 0; i < 20 && dropped(node) == 0; i++) { // what both operating systems hold, and 8 MiB
                    for (int j = 0; j < 50; j++) {
                        client.result(large);
                    }
                }
                assertThat(dropped(node)).isPositive();
            } finally {
                goesOn.countDown();
            }
        }
    }

    private static long dropped(TestServer node) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + node.managementPort() + "/metrics"))
                .build();
        String metrics = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher line = DROPPED.matcher(metrics);
        assertThat(line.find()).isTrue();
        return (long) Double.parseDouble(line.group(1));
    }

    @Test
    void aConnectionThatBreaksHasClosedWith1006() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.events");
        Client client = nodes.get(0).connect("fay");
        String id = client.id();
        client.close();
        JsonObject event = (JsonObject) next(heard).body();
        while (!(id.equals(event.getString("connection"))
                && event.getString("event").equals("close"))) {
            event = (JsonObject) next(heard).body();
        }
        assertThat(event.getInteger("code")).isEqualTo(1006);
    }
}
