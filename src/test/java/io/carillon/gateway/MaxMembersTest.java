package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms with so many places, on two nodes and over real sockets. */
class MaxMembersTest {

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        String[] settings = {
            "limits.rooms=2",
            "rooms={'table:**': {max-members: 2}, 'table:kept:*': {stream: true}, 'table:open:*': {max-members: 0}}"
        };
        one = cluster.start(settings);
        two = cluster.start(settings);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String join(Client client, String room) {
        JsonObject answer = client.ask(message("join", room));
        return answer.getString("code", "joined");
    }

    private static void joinAtLast(Client client, String room) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!join(client, room).equals("joined")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table:1", "table:kept:1"})
    void soManyJoinOnAllNodesTogether(String room) {
        try (Client ann = one.connect("ann");
                Client bob = two.connect("bob");
                Client cid = two.connect("cid")) {
            assertThat(join(ann, room)).isEqualTo("joined");
            assertThat(join(bob, room)).isEqualTo("joined");

            JsonObject refused = cid.ask(message("join", room));

            assertThat(refused.getString("code")).isEqualTo("limit_exceeded");
            assertThat(refused.getString("reason")).isEqualTo("the room " + room + " has as many members as it may: 2");
            ann.publish(room, "x");
            assertThat(bob.next().getString("data")).isEqualTo("x");
            assertThat(cid.drain()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"table:2", "table:kept:2"})
    void whoJoinsAgainCountsOnce(String room) {
        try (Client ann = one.connect("ann");
                Client bob = two.connect("bob")) {
            for (int i = 0; i < 3; i++) {
                assertThat(join(ann, room)).isEqualTo("joined");
            }
            assertThat(join(bob, room)).isEqualTo("joined");
            assertThat(join(ann, room)).isEqualTo("joined");
        }
    }

    @Test
    void whoLeavesOrGoesMakesRoom() {
        try (Client ann = one.connect("ann");
                Client cid = two.connect("cid");
                Client dan = one.connect("dan")) {
            Client bob = two.connect("bob");
            join(ann, "table:3");
            join(bob, "table:3");
            assertThat(join(cid, "table:3")).isEqualTo("limit_exceeded");

            ann.result(message("leave", "table:3"));
            joinAtLast(cid, "table:3");
            assertThat(join(dan, "table:3")).isEqualTo("limit_exceeded");
            bob.close();
            joinAtLast(dan, "table:3");
            assertThat(join(ann, "table:3")).isEqualTo("limit_exceeded");
        }
    }

    @Test
    void aJoinThatFailsForAnotherReasonTakesNoPlace() {
        JsonObject allow = new JsonObject().put("other", new JsonArray().add("join"));
        try (Client ann = one.connect("ann");
                Client bob = two.connect("bob");
                Client full = two.connect("full");
                Client stranger = Client.connect(one.port(), "/ws", Tokens.of("eve", allow))) {
            full.join("a");
            full.join("b");
            assertThat(join(full, "table:4")).isEqualTo("limit_exceeded");
            assertThat(join(stranger, "table:4")).isEqualTo("forbidden");
            assertThat(join(ann, "table:4")).isEqualTo("joined");
            assertThat(join(bob, "table:4")).isEqualTo("joined");
        }
    }

    @Test
    void ofManyAtOnceSoManyGetIn() {
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add((i % 2 == 0 ? one : two).connect("user" + i));
        }
        all.forEach(client -> client.send(message("join", "table:5").put("id", 1)));
        long in = all.stream()
                .filter(client -> client.next().getString("type").equals("reply"))
                .count();
        assertThat(in).isEqualTo(2);
        all.forEach(Client::close);
    }

    @Test
    void aMoreSpecificPatternTakesTheLimitAway() {
        List<Client> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(one.connect("user" + i));
            assertThat(join(all.get(i), "table:open:1")).isEqualTo("joined");
        }
        all.forEach(Client::close);
    }
}
