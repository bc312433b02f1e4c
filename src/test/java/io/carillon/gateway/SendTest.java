package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages to users and connections, on two nodes and over real sockets. */
class SendTest {

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;
    private static int tests;

    /** Users of this test alone: connections of the one before may not be gone yet. */
    private String sender;

    private String receiver;

    @BeforeEach
    void otherUsers() {
        tests++;
        sender = "ann-" + tests;
        receiver = "bob-" + tests;
    }

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        String[] settings = {"auth.default.send=['desk:*', '{sub}']", "limits.message=8KiB"};
        one = cluster.start(settings);
        two = cluster.start(settings);
        one.awaitNodes(2);
        two.awaitNodes(2);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Client connect(TestServer node, String user, String... send) {
        JsonObject claims = new JsonObject()
                .put("sub", user)
                .put("exp", Tokens.now() + 3600)
                .put("send", new JsonArray(List.of(send)));
        return Client.connect(node.port(), "/ws", Tokens.sign(claims));
    }

    private static JsonObject toUser(String user, Object data) {
        return new JsonObject().put("type", "send").put("user", user).put("data", data);
    }

    private static JsonObject toConnection(Client client, Object data) {
        return new JsonObject()
                .put("type", "send")
                .put("connection", client.id())
                .put("data", data);
    }

    private static JsonObject delivered(int count) {
        return new JsonObject().put("delivered", count);
    }

    @Test
    void reachesAllConnectionsOfAUserOnAllNodes() {
        try (Client ann = connect(one, sender, receiver);
                Client here = connect(one, receiver);
                Client there = connect(two, receiver);
                Client alsoThere = connect(two, receiver);
                Client other = connect(two, receiver + "by")) {
            long before = System.currentTimeMillis();

            assertThat(ann.result(toUser(receiver, new JsonObject().put("text", "hi"))))
                    .isEqualTo(delivered(3));

            for (Client bob : List.of(here, there, alsoThere)) {
                JsonObject direct = bob.next();
                assertThat(direct.getLong("time")).isBetween(before, System.currentTimeMillis());
                direct.remove("time");
                assertThat(direct)
                        .isEqualTo(new JsonObject()
                                .put("type", "direct")
                                .put("data", new JsonObject().put("text", "hi"))
                                .put(
                                        "from",
                                        new JsonObject().put("user", sender).put("connection", ann.id())));
            }
            assertThat(other.drain()).isEmpty();
            assertThat(ann.drain()).isEmpty();
        }
    }

    @Test
    void reachesAConnectionWhereverItIs() {
        try (Client ann = connect(one, sender, receiver);
                Client here = connect(one, receiver);
                Client there = connect(two, receiver)) {
            assertThat(ann.result(toConnection(there, 1))).isEqualTo(delivered(1));
            assertThat(ann.result(toConnection(here, 2))).isEqualTo(delivered(1));

            assertThat(there.next().getValue("data")).isEqualTo(1L);
            assertThat(here.next().getValue("data")).isEqualTo(2L);
        }
    }

    @Test
    void aConnectionThatIsGoneIsNobody() {
        try (Client ann = connect(one, sender, "**");
                Client bob = connect(two, receiver)) {
            JsonObject toBob = toConnection(bob, 1);
            assertThat(ann.result(toBob)).isEqualTo(delivered(1));
            bob.socket().sendClose(1000, "");
            bob.awaitClose();

            assertThat(ann.result(toBob)).isEqualTo(delivered(0));
            assertThat(ann.result(toUser(receiver, 1))).isEqualTo(delivered(0));
        }
    }

    @Test
    void whoHasTwoTabsHearsOneOfThemInBoth() {
        try (Client tab = connect(one, "desk:4", "desk:4");
                Client other = connect(two, "desk:4")) {
            assertThat(tab.result(toUser("desk:4", "x"))).isEqualTo(delivered(2));
            assertThat(tab.next().getString("type")).isEqualTo("direct");
            assertThat(other.next().getString("type")).isEqualTo("direct");
        }
    }

    @Test
    void theTokenSaysToWhom() {
        try (Client ann = connect(one, sender, "team:*");
                Client friend = connect(two, "team:1");
                Client stranger = connect(two, "eve");
                Client mute = connect(one, "mute")) {
            assertThat(ann.result(toConnection(friend, 1))).isEqualTo(delivered(1));
            assertThat(ann.ask(toUser("eve", 1)).getString("code")).isEqualTo("forbidden");
            assertThat(ann.ask(toUser("team:1:2", 1)).getString("code")).isEqualTo("forbidden");
            assertThat(ann.result(toConnection(stranger, 1))).isEqualTo(delivered(0));
            assertThat(mute.ask(toUser("mute", 1)).getString("code")).isEqualTo("forbidden");
            assertThat(mute.ask(toConnection(friend, 1)).getString("code")).isEqualTo("forbidden");
            assertThat(stranger.drain()).isEmpty();
            assertThat(friend.drain()).hasSize(1);
        }
    }

    @Test
    void whereTheTokenSaysNothingTheDefaultHolds() {
        try (Client ann = one.connect(sender);
                Client desk = two.connect("desk:1")) {
            assertThat(ann.result(toUser("desk:1", 1))).isEqualTo(delivered(1));
            assertThat(ann.result(toUser(sender, 1))).isEqualTo(delivered(1));
            assertThat(ann.ask(toUser(receiver, 1)).getString("code")).isEqualTo("forbidden");
            assertThat(desk.next().getValue("data")).isEqualTo(1L);
            assertThat(desk.drain()).isEmpty();
        }
    }

    @Test
    void whatOneConnectionSendsArrivesInItsOrder() {
        try (Client ann = connect(one, sender, receiver);
                Client bob = connect(two, receiver)) {
            List<Long> sent = new ArrayList<>();
            for (long i = 0; i < 300; i++) {
                ann.send(i % 3 == 0 ? toConnection(bob, i) : toUser(receiver, i));
                sent.add(i);
            }

            List<Object> got = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                got.add(bob.next().getValue("data"));
            }
            assertThat(got).isEqualTo(sent);
        }
    }

    @Test
    void isAnsweredInTheOrderOfTheRequests() {
        try (Client ann = connect(one, sender, receiver)) {
            for (int i = 0; i < 50; i++) {
                ann.send((i % 2 == 0 ? toUser(receiver, i) : new JsonObject().put("type", "ping")).put("id", i));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(ann.next().getInteger("id")).isEqualTo(i);
            }
        }
    }

    @Test
    void arrivesInEveryFormatAndRevision() {
        String bob = Tokens.sign(new JsonObject().put("sub", receiver).put("exp", Tokens.now() + 3600));
        List<FormatClient> bobs = Stream.of(Packets.values())
                .map(packets -> FormatClient.connect(two.port(), "/ws", bob, packets, packets.subprotocol()))
                .toList();
        try (Client ann = connect(one, sender, receiver)) {
            assertThat(ann.result(toUser(receiver, new JsonArray().add(1).add(1.5))))
                    .isEqualTo(delivered(bobs.size()));
            for (FormatClient client : bobs) {
                assertThat(client.next()).containsEntry("data", List.of(1L, 1.5));
            }
        }
        bobs.forEach(FormatClient::close);
    }

    @Test
    void aClientOfTheLegacyRevisionSendsAndHears() {
        try (TestServer legacy = TestServer.start("endpoints={old: {preset: zenith}}", "auth.default.send=['**']");
                FormatClient ann = FormatClient.connect(
                        legacy.port(), "/Zenith?version=1.6", Tokens.of("ann"), Packets.JSON, "ZenithJson")) {
            assertThat(ann.result(Map.of("type", "send", "user", "ann", "data", 5L)))
                    .isEqualTo(Map.of("delivered", 1L));
            assertThat(ann.next()).containsEntry("type", "direct").containsEntry("data", 5L);
        }
    }
}
