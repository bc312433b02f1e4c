package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.MemoryStreams;
import io.carillon.support.Packets;
import io.carillon.support.Scenario;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rooms with presence on one node, over real sockets. */
class PresenceRoomTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestServer server;
    private static int rooms;

    private String room;

    @BeforeAll
    static void start() {
        server = start(new MemoryStreams());
    }

    private static TestServer start(MemoryStreams streams) {
        return TestServer.start(
                streams,
                "endpoints={carillon: {}, zenith: {preset: zenith}}",
                "rooms={\"**\": {presence: true}, \"crowd\": {members-visible: false}, \"kept\": {stream: true},"
                        + " \"kept:**\": {stream: true}, \"plain\": {presence: false}, \"quick:**\": {conflate: true},"
                        + " \"patient:**\": {presence-grace: 10m}, \"hasty:**\": {presence-grace: 300ms}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void anotherRoom() {
        room = "room:" + rooms++;
    }

    private static Client connect(String user) {
        return server.connect(user);
    }

    @ParameterizedTest
    @EnumSource
    void aConversationIsTheSameInEveryFormat(Packets packets) {
        try (TestServer alone = start(new MemoryStreams())) {
            Map<String, String> known = Map.of("node", alone.carillon().node(), "format", packets.format());
            new Scenario(
                            user -> FormatClient.connect(
                                    alone.port(), "/ws", Tokens.of(user), packets, packets.subprotocol()),
                            known)
                    .play("presence.txt");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsOfTheLegacyRevisionHaveItToo(Packets packets) {
        String old = Map.of(Packets.JSON, "ZenithJson", Packets.MSGPACK, "ZenithMsgPack", Packets.BSON, "ZenithBson")
                .get(packets);
        try (FormatClient legacy =
                        FormatClient.connect(server.port(), "/Zenith?version=1.6", Tokens.of("old"), packets, old);
                Client ann = connect("ann")) {
            assertThat(legacy.result(FormatClient.map("type", "join", "room", "kept:" + room)))
                    .isEqualTo(FormatClient.map("room", "kept:" + room, "count", 1L));
            ann.result(message("join", "kept:" + room).put("member", new JsonObject().put("x", 1.5)));
            Map<String, Object> member =
                    FormatClient.map("connection", ann.id(), "user", "ann", "member", FormatClient.map("x", 1.5));
            assertThat(legacy.next())
                    .isEqualTo(FormatClient.map(
                            "type", "presence", "room", "kept:" + room, "event", "join", "member", member));
            assertThat(legacy.result(FormatClient.map("type", "members", "room", "kept:" + room)))
                    .containsEntry("count", 2L);
        }
    }

    @Test
    void twoConnectionsOfAUserAreTwoMembers() {
        try (Client ann = connect("ann");
                Client again = connect("ann")) {
            ann.join(room);
            assertThat(again.join(room).getInteger("count")).isEqualTo(2);
            assertEvent(ann, "join", again);
            assertThat(ids(ann, room)).containsExactlyInAnyOrder(ann.id(), again.id());
        }
    }

    @Test
    void whoeverIsGoneHasLeft() {
        try (Client ann = connect("ann")) {
            ann.join(room);
            for (int i = 0; i < 3; i++) {
                Client bob = connect("bob");
                bob.join(room);
                assertEvent(ann, "join", bob);
                bob.close();
                assertEvent(ann, "leave", bob);
            }
            assertThat(ids(ann, room)).containsExactly(ann.id());
        }
    }

    @Test
    void whoeverJoinsABusyRoomHearsEachEventThatItsAnswerHasNotInIt() throws Exception {
        try (Client ann = connect("ann")) {
            List<Client> others = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                others.add(connect("u" + i));
            }
            Thread storm = new Thread(() -> others.forEach(other -> other.send(message("join", room))));
            storm.start();
            int count = ann.join(room).getInteger("count");
            Set<String> known = new HashSet<>(ids(ann, room));
            storm.join();
            while (known.size() < 31 || count < 31) { // one of whom it has read may be announced later
                JsonObject event = ann.next();
                known.add(event.getJsonObject("member").getString("connection"));
                count++;
            }
            assertThat(known)
                    .hasSize(31)
                    .containsAll(others.stream().map(Client::id).toList());
            assertThat(count).isEqualTo(31);
            assertThat(ann.drain()).isEmpty();
            others.forEach(Client::close);
        }
    }

    @Test
    void aCountAndTheEventsAfterItAddUp() {
        try (Client ann = connect("ann")) {
            List<Client> others = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                others.add(connect("u" + i));
            }
            others.forEach(other -> other.send(message("join", room)));
            int count = ann.join(room).getInteger("count");
            for (JsonObject event = null; count < 21; count++) {
                event = ann.next();
                assertThat(event.getString("event")).isEqualTo("join");
            }
            assertThat(ann.drain()).isEmpty();
            assertThat(ids(ann, room)).hasSize(21);
            others.forEach(Client::close);
        }
    }

    @Test
    void inAConflatingRoomEventsAreNotLeftOut() {
        String quick = "quick:" + rooms;
        try (Client ann = connect("ann");
                Client bob = connect("bob")) {
            ann.join(quick);
            bob.join(quick);
            assertEvent(ann, "join", bob);
            bob.publish(quick, 1);
            assertThat(ann.next().getInteger("data")).isEqualTo(1);
            bob.result(message("leave", quick));
            assertEvent(ann, "leave", bob);
        }
    }

    @Test
    void inAStreamRoomWhoeverRecoversIsAMemberFromItsAnswerOn() {
        String kept = "kept:" + room;
        try (Client ann = connect("ann");
                Client bob = connect("bob");
                Client cat = connect("cat")) {
            String epoch = ann.join(kept).getString("epoch");
            for (int i = 1; i <= 900; i++) {
                ann.result(message("publish", kept).put("data", i).put("echo", false));
            }
            JsonObject recover = new JsonObject().put("epoch", epoch).put("offset", 0);
            assertThat(bob.result(message("join", kept).put("recover", recover)).getInteger("count"))
                    .isEqualTo(2);
            assertThat(cat.join(kept).getInteger("count")).isEqualTo(3);
            List<JsonObject> heard = new ArrayList<>();
            for (int i = 0; i < 901; i++) {
                heard.add(bob.next());
            }
            assertThat(heard.stream()
                            .filter(message -> message.getString("type").equals("presence")))
                    .hasSize(1);
            assertThat(ids(cat, kept)).containsExactlyInAnyOrder(ann.id(), bob.id(), cat.id());
        }
    }

    @Test
    void withAGraceNobodyNoticesAUserThatComesBack() {
        String patient = "patient:" + room;
        try (Client ann = connect("ann");
                Client second = connect("bob")) {
            ann.join(patient);
            Client first = connect("bob");
            first.join(patient);
            assertEvent(ann, "join", first);
            first.close(); // as one that breaks
            awaitOpen(2);

            assertThat(ann.drain()).isEmpty();
            assertThat(ids(ann, patient)).contains(first.id());
            assertThat(second.join(patient).getInteger("count")).isEqualTo(2);
            assertEvent(ann, "join", second);
            assertEvent(ann, "leave", first);
            assertThat(ids(ann, patient)).containsExactlyInAnyOrder(ann.id(), second.id());
        }
    }

    @Test
    void whoeverIsBackBeforeItsOldConnectionBreaksIsNotWaitedFor() {
        String patient = "patient:" + room;
        try (Client ann = connect("ann");
                Client second = connect("bob")) {
            ann.join(patient);
            Client first = connect("bob");
            first.join(patient);
            assertEvent(ann, "join", first);
            second.join(patient);
            assertEvent(ann, "join", second);
            first.close();
            assertEvent(ann, "leave", first);
        }
    }

    @Test
    void aGraceEnds() {
        String hasty = "hasty:" + room;
        try (Client ann = connect("ann")) {
            ann.join(hasty);
            Client bob = connect("bob");
            bob.join(hasty);
            assertEvent(ann, "join", bob);
            long before = System.nanoTime();
            bob.close();
            assertEvent(ann, "leave", bob);
            assertThat(System.nanoTime() - before).isGreaterThan(200_000_000L);
            assertThat(ids(ann, hasty)).containsExactly(ann.id());
        }
    }

    @Test
    void whoeverMeansToGoHasNoGrace() {
        String patient = "patient:" + room;
        try (Client ann = connect("ann");
                Client bob = connect("bob")) {
            ann.join(patient);
            bob.join(patient);
            assertEvent(ann, "join", bob);
            bob.result(message("leave", patient));
            assertEvent(ann, "leave", bob);
            bob.join(patient);
            assertEvent(ann, "join", bob);
            bob.socket().sendClose(1000, "");
            assertEvent(ann, "leave", bob);
        }
    }

    @Test
    void theTokenHasToAllowToAsk() {
        String token = Tokens.of("spy", new JsonObject().put("**", new JsonArray().add("join")));
        try (Client spy = Client.connect(server.port(), "/ws", token)) {
            spy.join(room);
            assertThat(spy.ask(message("members", room)).getString("code")).isEqualTo("forbidden");
        }
    }

    @Test
    void whatAMemberSaysOfItselfHasALimit() {
        try (Client ann = connect("ann")) {
            JsonObject join = message("join", room).put("member", "x".repeat(1023));
            assertThat(ann.ask(join).getString("code")).isEqualTo("too_large");
            assertThat(ann.result(message("members", room)).getInteger("count")).isZero();
            assertThat(ann.result(message("join", room).put("member", "x".repeat(1022)))
                            .getInteger("count"))
                    .isEqualTo(1);
        }
    }

    /** Waits until the server has noticed that only so many connections are left. */
    private static void awaitOpen(int count) {
        String metric = "\ncarillon_connections{endpoint=\"carillon\",format=\"json\"} " + count + ".0\n";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.managementPort() + "/metrics"))
                .build();
        String found = "";
        while (!found.contains(metric)) {
            try {
                found = HTTP.send(request, BodyHandlers.ofString()).body();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void assertEvent(Client client, String event, Client about) {
        JsonObject heard = client.next();
        assertThat(heard.getString("type")).isEqualTo("presence");
        assertThat(heard.getString("event")).isEqualTo(event);
        assertThat(heard.getJsonObject("member").getString("connection")).isEqualTo(about.id());
    }

    private static List<String> ids(Client client, String room) {
        return client.result(message("members", room)).getJsonArray("members").stream()
                .map(member -> ((JsonObject) member).getString("connection"))
                .toList();
    }
}
