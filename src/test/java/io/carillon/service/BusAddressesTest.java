package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.Packets;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application beside two nodes may have done by way of the event bus. */
class BusAddressesTest {

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        String[] settings = {
            "limits.message=1KiB",
            "rooms={\"s:*\": {stream: true}, \"p:*\": {presence: true}, \"news\": {publish: services}}"
        };
        one = cluster.start(settings);
        two = cluster.start(settings);
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    private static JsonObject ask(String operation, Object... body) {
        return application.ask("carillon." + operation, json(body));
    }

    private static JsonObject json(Object... entries) {
        return new JsonObject(FormatClient.map(entries));
    }

    private static JsonObject heard(Client client) {
        JsonObject message = client.next();
        assertThat(message.remove("time")).isInstanceOf(Long.class);
        return message;
    }

    // ---- messages

    @Test
    void aServicePublishesWhereverMembersAre() {
        try (Client here = one.connect("ann");
                Client there = two.connect("bob")) {
            here.join("lobby");
            there.join("lobby");

            assertThat(ask("publish", "room", "lobby", "data", json("n", 1))).isEqualTo(new JsonObject());

            for (Client client : List.of(here, there)) {
                assertThat(heard(client))
                        .isEqualTo(json(
                                "type",
                                "message",
                                "room",
                                "lobby",
                                "data",
                                json("n", 1L),
                                "from",
                                json("service", "bus")));
            }
        }
    }

    @Test
    void aServicePublishesWhereOnlyServicesMayAndForAUser() {
        try (Client client = one.connect("ann")) {
            client.join("news");
            ask("publish", "room", "news", "data", null, "user", "zoe");

            assertThat(heard(client))
                    .isEqualTo(json("type", "message", "room", "news", "data", null, "from", json("user", "zoe")));
        }
    }

    @Test
    void whatIsPublishedTwiceWithOneKeyIsStoredOnce() {
        JsonObject first = ask("publish", "room", "s:keys", "data", 1, "key", "k");
        JsonObject second = ask("publish", "room", "s:keys", "data", 1, "key", "k");
        JsonObject another = ask("publish", "room", "s:keys", "data", 1, "key", "k", "user", "ann");

        assertThat(first.getLong("offset")).isEqualTo(1);
        assertThat(second).isEqualTo(first.copy().put("duplicate", true));
        assertThat(another.getLong("offset")).isEqualTo(2);
        JsonObject history = ask("history", "room", "s:keys", "reverse", true, "limit", 1);
        assertThat(history.getLong("offset")).isEqualTo(2);
        assertThat(history.getLong("oldest")).isEqualTo(1);
        JsonObject message = history.getJsonArray("messages").getJsonObject(0);
        message.remove("time");
        assertThat(message).isEqualTo(json("offset", 2, "data", 1, "from", json("user", "ann")));
    }

    static Stream<Object> values() {
        return Stream.of(
                null,
                true,
                "text ❄ 🎉",
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                -0.5,
                1e300,
                List.of(1L, List.of(), FormatClient.map("a", null)),
                Map.of("deep", Map.of("er", List.of("x"))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueArrivesInEveryFormatAndComesBack(Object value) {
        String room = "s:values-" + Integer.toHexString(String.valueOf(value).hashCode());
        try (FormatClient json =
                        FormatClient.connect(one.port(), "/ws", Tokens.of("a"), Packets.JSON, "carillon.v1.json");
                FormatClient msgpack = FormatClient.connect(
                        two.port(), "/ws", Tokens.of("b"), Packets.MSGPACK, "carillon.v1.msgpack");
                FormatClient bson =
                        FormatClient.connect(one.port(), "/ws", Tokens.of("c"), Packets.BSON, "carillon.v1.bson")) {
            List<FormatClient> clients = List.of(json, msgpack, bson);
            clients.forEach(client -> client.join(room));

            ask("publish", "room", room, "data", value);

            clients.forEach(client -> assertThat(client.next().get("data")).isEqualTo(value));
            Object kept = ask("history", "room", room)
                    .getJsonArray("messages")
                    .getJsonObject(0)
                    .getValue("data");
            assertThat(json("data", kept)).isEqualTo(json("data", value));
        }
    }

    @Test
    void aBroadcastReachesAllButSome() {
        try (Client here = one.connect("ann");
                Client there = two.connect("bob");
                Client not = two.connect("cid")) {
            JsonObject delivered = ask(
                    "broadcast",
                    "data",
                    "hi",
                    "except",
                    new JsonArray().add(not.id()).add("nobody"));

            assertThat(delivered.getInteger("delivered")).isGreaterThanOrEqualTo(2);
            for (Client client : List.of(here, there)) {
                assertThat(heard(client))
                        .isEqualTo(json("type", "direct", "data", "hi", "from", json("service", "bus")));
            }
            assertThat(not.drain()).isEmpty();
        }
    }

    @Test
    void aServiceSendsToUsersAndConnections() {
        try (Client here = one.connect("dora");
                Client there = two.connect("dora")) {
            assertThat(ask("send", "user", "dora", "data", 1)).isEqualTo(json("delivered", 2));
            assertThat(ask("send", "connection", there.id(), "data", 2)).isEqualTo(json("delivered", 1));
            assertThat(ask("send", "user", "nobody", "data", 3)).isEqualTo(json("delivered", 0));

            assertThat(heard(here)).isEqualTo(json("type", "direct", "data", 1L, "from", json("service", "bus")));
            assertThat(there.next().getValue("data")).isEqualTo(1L);
            assertThat(there.next().getValue("data")).isEqualTo(2L);
            assertThat(here.drain()).isEmpty();
        }
    }

    // ---- looking

    @Test
    void aServiceSeesWhoIsThere() {
        try (Client here = one.connect("ann");
                Client there = two.connect("bob")) {
            here.join("p:1");
            there.result(Client.message("join", "p:1").put("member", json("name", "Bob")));

            JsonObject members = ask("members", "room", "p:1");

            assertThat(members.getInteger("count")).isEqualTo(2);
            assertThat(members.getJsonArray("members"))
                    .containsExactlyInAnyOrder(
                            json("connection", here.id(), "user", "ann"),
                            json("connection", there.id(), "user", "bob", "member", json("name", "Bob")));
        }
    }

    @Test
    void aServiceIsToldAboutTheServer() {
        JsonObject info = application.ask("carillon.info", null);

        assertThat(info.remove("node"))
                .isIn(one.carillon().node(), two.carillon().node());
        assertThat(info)
                .isEqualTo(json(
                        "name",
                        "carillon",
                        "version",
                        "development",
                        "revision",
                        "1.1",
                        "revisions",
                        List.of("1.0", "1.1"),
                        "formats",
                        List.of("json", "msgpack", "bson"),
                        "nodes",
                        2,
                        "draining",
                        false));
    }

    @Test
    void connectionsAreListedPageByPageInOneOrderOverAllNodes() {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 7; i++) {
                clients.add((i % 3 == 0 ? one : two).connect("list:" + i));
            }
            List<String> ids = clients.stream().map(Client::id).sorted().toList();
            List<String> listed = new ArrayList<>();
            JsonObject page = ask("connections", "match", "list:*", "limit", 2);
            while (page.containsKey("next")) {
                assertThat(page.getJsonArray("items")).hasSize(2);
                listed.addAll(connections(page));
                page = ask("connections", "match", "list:*", "limit", 2, "cursor", page.getString("next"));
            }
            listed.addAll(connections(page));

            assertThat(listed).isEqualTo(ids);
        } finally {
            clients.forEach(Client::close);
        }
    }

    private static List<String> connections(JsonObject page) {
        return page.getJsonArray("items").stream()
                .map(item -> ((JsonObject) item).getString("connection"))
                .toList();
    }

    @Test
    void connectionsAreListedByUserRoomAndNode() {
        long before = System.currentTimeMillis();
        try (Client here = one.connect("finn");
                Client there = two.connect("finn");
                Client other = two.connect("gus")) {
            there.join("den");
            there.join("attic");
            other.join("den");

            JsonObject item = ask(
                            "connections",
                            "user",
                            "finn",
                            "node",
                            two.carillon().node())
                    .getJsonArray("items")
                    .getJsonObject(0);
            assertThat(item.getLong("since")).isBetween(before - 1, System.currentTimeMillis());
            item.remove("since");
            assertThat(item)
                    .isEqualTo(json(
                            "connection",
                            there.id(),
                            "user",
                            "finn",
                            "node",
                            two.carillon().node(),
                            "endpoint",
                            "carillon",
                            "rooms",
                            List.of("attic", "den")));
            assertThat(connections(ask("connections", "user", "finn")))
                    .containsExactlyInAnyOrder(here.id(), there.id());
            assertThat(connections(ask("connections", "room", "den")))
                    .containsExactlyInAnyOrder(there.id(), other.id());
            assertThat(connections(ask("connections", "room", "den", "user", "gus")))
                    .containsExactly(other.id());
            assertThat(ask("connections", "node", "none")).isEqualTo(json("items", new JsonArray()));
            assertThat(application
                            .ask("carillon.connections", null)
                            .getJsonArray("items")
                            .size())
                    .isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void roomsAreListedWithTheirMembersOfAllNodes() {
        try (Client here = one.connect("hal");
                Client there = two.connect("hal");
                Client other = two.connect("ida")) {
            here.join("hall:b");
            there.join("hall:b");
            other.join("hall:b");
            here.join("hall:a");
            there.join("hall:c");
            other.join("s:hall");

            JsonObject first = ask("rooms", "match", "hall:*", "limit", 2);
            assertThat(first.getJsonArray("items"))
                    .containsExactly(
                            json("room", "hall:a", "members", 1, "nodes", 1),
                            json("room", "hall:b", "members", 3, "nodes", 2));
            assertThat(ask("rooms", "match", "hall:*", "limit", 2, "cursor", first.getString("next")))
                    .isEqualTo(json("items", List.of(json("room", "hall:c", "members", 1, "nodes", 1))));
            assertThat(ask("rooms", "user", "ida").getJsonArray("items"))
                    .containsExactly(
                            json("room", "hall:b", "members", 3, "nodes", 2),
                            json("room", "s:hall", "members", 1, "nodes", 1));
            assertThat(ask("rooms", "room", "hall:b", "node", one.carillon().node())
                            .getJsonArray("items"))
                    .containsExactly(json("room", "hall:b", "members", 1, "nodes", 1));
            there.result(Client.message("leave", "hall:c"));
            assertThat(ask("rooms", "room", "hall:c")).isEqualTo(json("items", new JsonArray()));
        }
    }
}
