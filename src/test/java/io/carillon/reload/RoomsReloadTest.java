package io.carillon.reload;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.Exposition;
import io.carillon.support.FeedServer;
import io.carillon.support.Reloading;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Settings of rooms and uplinks that change while they are in use, over real sockets. */
class RoomsReloadTest extends Reloading {

    // ---- rooms

    @Test
    void roomsInUseGoByWhatTheirPatternsSayNow() throws IOException {
        Path schema = Files.writeString(directory.resolve("schema.json"), "{\"type\": \"integer\"}");
        try (Client in = server.connect("ann");
                Client out = server.connect("bob")) {
            in.join("orders:1");
            assertThat(out.ask(message("publish", "orders:1").put("data", 1)).getString("code"))
                    .isEqualTo("not_joined");

            server.reload(PLAIN + "rooms: {\"orders:*\": {publish: anyone, schema: schema.json}}\n");
            out.publish("orders:1", 1);
            assertThat(out.ask(message("publish", "orders:1").put("data", "no")).getString("code"))
                    .isEqualTo("invalid_data");

            Files.writeString(schema, "{\"type\": \"string\"}");
            assertThat(server.reload()).isTrue();
            assertThat(server.log()).contains("schema.json");
            out.publish("orders:1", "yes");
            assertThat(in.next().getInteger("data")).isEqualTo(1);
            assertThat(in.next().getValue("data")).isEqualTo("yes");
        }
    }

    @Test
    void streamsKeepAsMuchAsIsConfiguredWhenTheNextMessageComes() {
        server.reload(PLAIN + "rooms: {sized: {stream: {size: 100}}}\n");
        try (Client client = server.connect("ann")) {
            client.join("sized");
            IntStream.range(0, 10).forEach(i -> client.publish("sized", i));
            assertThat(history(client)).hasSize(10);

            server.reload(PLAIN + "rooms: {sized: {stream: {size: 3}}}\n");
            client.publish("sized", 10);

            assertThat(history(client)).hasSize(3);
            server.reload(PLAIN + "rooms: {sized: {stream: {size: 5}}}\n");
            IntStream.range(11, 20).forEach(i -> client.publish("sized", i));
            assertThat(history(client)).hasSize(5);
        }
    }

    private static JsonArray history(Client client) {
        return client.result(message("history", "sized")).getJsonArray("messages");
    }

    @Test
    void whetherARoomHasPresenceOrAStreamIsDecidedWhenItIsUsedFromNothing() {
        try (Client first = server.connect("ann");
                Client second = server.connect("bob")) {
            first.join("lobby");
            server.reload(PLAIN + "rooms: {lobby: {presence: true, stream: true}}\n");

            assertThat(second.join("lobby").fieldNames()).doesNotContain("count", "offset");
            assertThat(first.publish("lobby", 1).fieldNames()).doesNotContain("offset");
            second.next();
            assertThat(first.next().getInteger("data")).isEqualTo(1);
            List.of(first, second).forEach(client -> client.result(message("leave", "lobby")));

            assertThat(first.join("lobby").getInteger("count")).isEqualTo(1);
            assertThat(first.publish("lobby", 2).getLong("offset")).isEqualTo(1);

            server.reload(PLAIN);
            assertThat(first.publish("lobby", 3).getLong("offset")).isEqualTo(2);
            assertThat(second.join("lobby").getInteger("count")).isEqualTo(2);
        }
    }

    @Test
    void aLimitOfMembersHoldsForTheNextWhoJoins() {
        try (Client first = server.connect("ann");
                Client second = server.connect("bob")) {
            server.reload(PLAIN + "rooms: {table: {max-members: 1}}\n");
            first.join("table");
            assertThat(second.ask(message("join", "table")).getString("code")).isEqualTo("limit_exceeded");

            server.reload(PLAIN);
            second.join("table");
            List.of(first, second).forEach(client -> client.result(message("leave", "table")));
            server.reload(PLAIN + "rooms: {table: {max-members: 1}}\n");

            second.join("table"); // ann's place was given back
        }
    }

    // ---- uplinks

    @Test
    void uplinksBeginAndEnd() {
        try (FeedServer feed = new FeedServer();
                Client client = server.connect("ann")) {
            client.join("feed");
            String uplink = "uplinks: {u: {url: \"ws://127.0.0.1:" + feed.port() + "\", room: feed}}\n";

            server.reload(PLAIN + uplink);
            ServerWebSocket socket = feed.socket();
            socket.writeTextMessage("1");
            assertThat(client.next().getInteger("data")).isEqualTo(1);

            server.reload(PLAIN);
            Eventually.until(Duration.ofSeconds(30), "it is closed", socket::isClosed);
        }
    }

    @Test
    void whetherAnUplinkIsConnectedIsToldOfThoseThatThereAre() {
        try (FeedServer feed = new FeedServer()) {
            server.reload(PLAIN + "uplinks: {gone: {url: \"ws://127.0.0.1:1\", room: feed}}\n");
            assertThat(connected("gone")).containsExactly(0.0);

            server.reload(PLAIN + "uplinks: {moved: {url: \"ws://127.0.0.1:" + feed.port() + "\", room: feed}}\n");
            Eventually.until(
                    Duration.ofSeconds(30),
                    "it is connected",
                    () -> connected("moved").equals(List.of(1.0)));
            assertThat(connected("gone")).isEmpty();

            server.reload(PLAIN + "uplinks: {moved: {url: \"ws://127.0.0.1:1\", room: feed}}\n");
            Eventually.until(
                    Duration.ofSeconds(30),
                    "it is not",
                    () -> connected("moved").equals(List.of(0.0)));

            server.reload(PLAIN);
            assertThat(connected("moved")).isEmpty();
            assertThat(server.metrics().value("carillon_uplink_reconnects_total", "uplink", "moved"))
                    .as("what it has done is still counted")
                    .isZero();
        }
    }

    private static List<Double> connected(String uplink) {
        return server.metrics().all("carillon_uplink_connected").stream()
                .filter(sample -> uplink.equals(sample.labels().get("uplink")))
                .map(Exposition.Sample::value)
                .toList();
    }

    // ---- while messages flow

    @Test
    void nothingIsLostOrOutOfOrderWhileItIsReloadedAgainAndAgain() throws Exception {
        String kept = PLAIN + "rooms: {kept: {stream: {size: 5000}}}\n";
        server.reload(kept);
        try (Client reader = server.connect("ann");
                Client writer = server.connect("bob")) {
            for (String room : List.of("kept", "plain")) {
                reader.join(room);
                writer.join(room);
            }
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger reloads = new AtomicInteger();
            Thread reloading = new Thread(() -> {
                for (int i = 0; !done.get(); i++) {
                    server.reload(kept + "limits: {message: " + (60 + i % 5) + "KiB}\n");
                    reloads.incrementAndGet();
                }
            });
            reloading.start();
            try {
                for (int i = 0; i < 2_000 || reloads.get() < 20; i++) {
                    writer.publish("kept", i);
                    writer.publish("plain", i);
                    // Read as it comes: more than the queue of a reader may hold is published meanwhile.
                    Map<String, JsonObject> heard = new HashMap<>(); // by room: there is no order between them
                    for (int j = 0; j < 2; j++) {
                        JsonObject next = reader.next();
                        heard.put(next.getString("room"), next);
                    }
                    assertThat(heard).containsOnlyKeys("kept", "plain");
                    JsonObject stored = heard.get("kept");
                    JsonObject passed = heard.get("plain");
                    assertThat(stored.getLong("offset")).isEqualTo(i + 1);
                    assertThat(stored.getInteger("data")).isEqualTo(i);
                    assertThat(passed.getInteger("data")).isEqualTo(i);
                }
            } finally {
                done.set(true);
                reloading.join();
            }
            assertThat(server.log()
                            .lines()
                            .filter(line -> line.contains("reloaded changed"))
                            .count())
                    .as("reloads meanwhile")
                    .isGreaterThan(3);
        }
    }
}
