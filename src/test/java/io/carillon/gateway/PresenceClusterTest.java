package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.ChildNode;
import io.carillon.support.Client;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms with presence on three nodes in this JVM, over real sockets. */
@Tag("slow")
class PresenceClusterTest {

    @TempDir
    static Path directory;

    private static String cluster;
    private static final List<TestServer> SERVERS = new ArrayList<>();
    private static int rooms;

    private String room;

    @BeforeAll
    static void start() throws IOException {
        cluster = "cluster.config=" + ChildNode.clusterXml(directory);
        for (int i = 0; i < 3; i++) {
            SERVERS.add(server());
        }
        SERVERS.forEach(server -> server.awaitNodes(3));
    }

    private static TestServer server() {
        return TestServer.start(
                cluster,
                "rooms={\"**\": {presence: true}, \"patient:**\": {presence-grace: 10m},"
                        + " \"hasty:**\": {presence-grace: 500ms}, \"kept:**\": {stream: true}}");
    }

    @AfterAll
    static void stop() {
        SERVERS.forEach(TestServer::close);
    }

    @BeforeEach
    void anotherRoom() {
        room = "room:" + rooms++;
    }

    private static Client connect(int node, String user) {
        return SERVERS.get(node).connect(user);
    }

    @Test
    void whatEveryNodeSaysIsRightAsSoonAsSomebodyHasJoinedOrLeft() {
        try (Client ann = connect(0, "ann");
                Client bob = connect(1, "bob");
                Client cat = connect(2, "cat")) {
            for (int i = 0; i < 50; i++) {
                String next = (i % 2 == 0 ? "" : "kept:") + room + ":" + i;
                assertThat(ann.join(next).getInteger("count")).isEqualTo(1);
                assertThat(bob.join(next).getInteger("count")).isEqualTo(2);
                for (Client one : List.of(ann, bob, cat)) {
                    assertThat(ids(one, next)).containsExactlyInAnyOrder(ann.id(), bob.id());
                }
                bob.result(message("leave", next));
                for (Client one : List.of(cat, ann, bob)) {
                    assertThat(ids(one, next)).containsExactly(ann.id());
                }
                assertThat(events(ann)).containsExactly("join:" + bob.id(), "leave:" + bob.id());
                ann.result(message("leave", next));
            }
        }
    }

    @Test
    void whatManyAreToldWhoJoinAtOnceAddsUp() {
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            all.add(connect(i % 3, "u" + i % 10));
        }
        all.forEach(client -> client.send(message("join", room).put("id", "joins")));
        all.forEach(client -> assertThat(counted(client)).isEqualTo(45));
        for (Client client : all) {
            assertThat(client.drain()).isEmpty();
            assertThat(ids(client, room))
                    .containsExactlyInAnyOrderElementsOf(
                            all.stream().map(Client::id).toList());
        }
        all.forEach(Client::close);
    }

    /** The answer to its join, and what it is told since, until all are there. */
    private int counted(Client client) {
        JsonObject heard = client.next();
        while (!heard.getString("type").equals("reply")) {
            heard = client.next();
        }
        int count = heard.getJsonObject("result").getInteger("count");
        while (count < 45) {
            assertThat(client.next().getString("event")).isEqualTo("join");
            count++;
        }
        return count;
    }

    @Test
    void withAGraceAUserComesBackUnnoticedOnAnotherNode() {
        String patient = "patient:" + room;
        try (Client ann = connect(0, "ann");
                Client back = connect(2, "bob")) {
            ann.join(patient);
            Client bob = connect(1, "bob");
            bob.join(patient);
            assertThat(next(ann)).isEqualTo("join:" + bob.id());
            bob.close();
            back.join(patient);
            assertThat(next(ann)).isEqualTo("join:" + back.id());
            assertThat(next(ann)).isEqualTo("leave:" + bob.id());
            assertThat(ids(ann, patient)).containsExactlyInAnyOrder(ann.id(), back.id());
        }
    }

    @Test
    void withAGraceADeployIsNotNoticedAndWhoeverDoesNotComeBackIsGoneInTheEnd() {
        String patient = "patient:" + room;
        String hasty = "hasty:" + room;
        try (Client ann = connect(0, "ann");
                Client back = connect(2, "bob")) {
            TestServer leaving = server();
            Client bob = leaving.connect("bob");
            Client cat = leaving.connect("cat");
            ann.join(patient);
            ann.join(hasty);
            bob.join(patient);
            cat.join(hasty);
            assertThat(next(ann)).isEqualTo("join:" + bob.id());
            assertThat(next(ann)).isEqualTo("join:" + cat.id());

            leaving.close();

            assertThat(next(ann)).isEqualTo("leave:" + cat.id());
            assertThat(ids(ann, patient)).containsExactlyInAnyOrder(ann.id(), bob.id());
            back.join(patient);
            assertThat(next(ann)).isEqualTo("join:" + back.id());
            assertThat(next(ann)).isEqualTo("leave:" + bob.id());
            assertThat(ids(ann, patient)).containsExactlyInAnyOrder(ann.id(), back.id());
            assertThat(ids(back, patient)).containsExactlyInAnyOrder(ann.id(), back.id());
            assertThat(ids(ann, hasty)).containsExactly(ann.id());
        }
    }

    private static String next(Client client) {
        return event(client.next());
    }

    private static List<String> events(Client client) {
        return client.drain().stream().map(PresenceClusterTest::event).toList();
    }

    private static String event(JsonObject heard) {
        return heard.getString("event") + ":" + heard.getJsonObject("member").getString("connection");
    }

    private static List<String> ids(Client client, String of) {
        JsonObject found = client.result(message("members", of));
        assertThat(found.getInteger("count"))
                .isEqualTo(found.getJsonArray("members").size());
        return found.getJsonArray("members").stream()
                .map(member -> ((JsonObject) member).getString("connection"))
                .toList();
    }
}
