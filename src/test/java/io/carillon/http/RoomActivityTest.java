package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.HttpAnswer;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes on in rooms of three nodes, as the HTTP API tells it. */
class RoomActivityTest {

    private static final String[] SETTINGS = {
        "rooms={\"kept:*\": {stream: true}, \"present:*\": {presence: true}}", "limits.rooms=5000"
    };

    private static TestCluster cluster;
    private static List<TestServer> nodes;
    private static ApiClient api;

    private final List<Client> clients = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        nodes = IntStream.range(0, 3).mapToObj(i -> cluster.start(SETTINGS)).toList();
        nodes.forEach(node -> node.awaitNodes(3));
        api = new ApiClient(nodes.get(0).port());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(Client::close);
        Eventually.until(
                Duration.ofSeconds(60),
                "all rooms are empty",
                () -> rooms("limit=1").isEmpty());
    }

    private Client connect(int node) {
        Client client = nodes.get(node).connect("user" + clients.size());
        clients.add(client);
        return client;
    }

    private void members(String room, int... countByNode) {
        for (int node = 0; node < countByNode.length; node++) {
            for (int i = 0; i < countByNode[node]; i++) {
                connect(node).join(room);
            }
        }
    }

    private static JsonObject ok(String path) {
        HttpAnswer answer = api.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().containsKey("missing")).isFalse();
        return answer.json();
    }

    private static List<JsonObject> rooms(String query) {
        return ok("/admin/rooms?" + query).getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> names(List<JsonObject> rooms) {
        return rooms.stream().map(room -> room.getString("room")).toList();
    }

    @Test
    void roomsOfAllNodesAreCountedWithTheirStreams() {
        members("kept:a", 1, 2, 0);
        members("present:b", 0, 1, 0);
        members("c", 0, 1, 1);
        JsonObject stored = api.post("/rooms/kept:a/messages", "1").json();

        assertThat(rooms(""))
                .containsExactly(
                        new JsonObject()
                                .put("room", "c")
                                .put("members", 2)
                                .put("nodes", 2)
                                .putNull("rate")
                                .put("presence", false),
                        new JsonObject()
                                .put("room", "kept:a")
                                .put("members", 3)
                                .put("nodes", 2)
                                .putNull("rate")
                                .put("stream", stored)
                                .put("presence", false),
                        new JsonObject()
                                .put("room", "present:b")
                                .put("members", 1)
                                .put("nodes", 1)
                                .putNull("rate")
                                .put("presence", true));
        assertThat(names(rooms("match=kept:*"))).containsExactly("kept:a");
        assertThat(rooms("node=" + nodes.get(1).carillon().node()))
                .extracting(room -> room.getInteger("members"))
                .containsExactly(1, 2, 1);
        assertThat(rooms("node=none")).isEmpty();
    }

    @Test
    void aRoomIsToldNodeByNode() {
        members("kept:one", 2, 0, 1);
        api.post("/rooms/kept:one/messages", "1");
        JsonObject stored = api.post("/rooms/kept:one/messages", "2").json();

        JsonObject room = ok("/admin/rooms/kept:one");

        assertThat(room.getInteger("members")).isEqualTo(3);
        assertThat(room.getJsonObject("stream")).isEqualTo(stored.copy().put("oldest", 1));
        assertThat(room.getJsonArray("nodes")).containsExactlyInAnyOrder(node(0, 2), node(2, 1));
    }

    private static JsonObject node(int node, int members) {
        return new JsonObject()
                .put("node", nodes.get(node).carillon().node())
                .put("members", members)
                .putNull("rate");
    }

    @Test
    void aRoomWithoutMembersIsToldOfToo() {
        assertThat(ok("/admin/rooms/present:nobody"))
                .isEqualTo(new JsonObject()
                        .put("room", "present:nobody")
                        .put("members", 0)
                        .putNull("rate")
                        .put("nodes", new JsonArray())
                        .put("presence", true));
        assertThat(ok("/admin/rooms/kept:nobody").getJsonObject("stream").getLong("offset"))
                .isZero();
    }

    @Test
    void theRateIsThatOfTheRoomAndNotOfItsNodesTogether() {
        members("busy", 1, 0, 1);
        members("quiet", 1);

        Eventually.until(Duration.ofSeconds(60), "both nodes have a rate", () -> {
            assertThat(api.lines("/rooms/busy/messages", "1\n2\n3\n").status()).isEqualTo(200);
            return ok("/admin/rooms/busy").getJsonArray("nodes").stream()
                    .map(node -> ((JsonObject) node).getDouble("rate"))
                    .allMatch(rate -> rate != null && rate > 0);
        });
        JsonObject room = ok("/admin/rooms/busy");

        double largest = room.getJsonArray("nodes").stream()
                .mapToDouble(node -> ((JsonObject) node).getDouble("rate"))
                .max()
                .orElseThrow();
        assertThat(room.getDouble("rate")).isEqualTo(largest);
        Eventually.until(Duration.ofSeconds(60), "the quiet one's rate is known, too", () -> {
            api.lines("/rooms/busy/messages", "1\n2\n3\n");
            return rooms("sort=rate").stream().noneMatch(each -> each.getDouble("rate") == null);
        });
        assertThat(names(rooms("sort=rate"))).containsExactly("busy", "quiet");
    }

    @Test
    void theLargestAreFoundAlsoWhereTheyAreLargestNowhere() {
        members("first-on-one", 5, 0, 0);
        members("first-on-two", 0, 4, 0);
        members("first-on-three", 0, 0, 3);
        members("spread", 2, 2, 2);
        members("mostly-on-one", 5, 1, 1);

        assertThat(names(rooms("sort=members&limit=1"))).containsExactly("mostly-on-one");
        assertThat(rooms("sort=members&limit=2"))
                .extracting(room -> room.getString("room") + " " + room.getInteger("members"))
                .containsExactly("mostly-on-one 7", "spread 6");
        assertThat(names(rooms("sort=members")))
                .containsExactly("mostly-on-one", "spread", "first-on-one", "first-on-two", "first-on-three");
        assertThat(ok("/admin/rooms?sort=members&limit=1").containsKey("next")).isFalse();
    }

    @Test
    void pagesGiveEachOfManyRoomsOnce() {
        TreeSet<String> all = new TreeSet<>();
        List<Client> two = List.of(connect(0), connect(1));
        for (int i = 0; i < 2_500; i++) {
            all.add("many:" + i);
            two.get(i % 2)
                    .send(Client.message("join", "many:" + i)
                            .put("id", 1_000_000 + i)); // not an id that the client gives itself
        }
        two.forEach(Client::drain);
        List<String> found = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = ok("/admin/rooms?match=many:*&limit=700" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.getJsonArray("items").forEach(room -> found.add(((JsonObject) room).getString("room")));
            cursor = page.getString("next");
        }

        assertThat(found).containsExactlyElementsOf(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sort=size | sort is one of name, members, rate",
                "sort=members&cursor=YQ | cursor is for sort=name alone: what is sorted by members has no next page",
                "cursor=*** | cursor is none that was given as next",
                "limit=0 | limit is an integer from 1 to 1000",
                "limit=1001 | limit is an integer from 1 to 1000",
                "match= | match has 1 to 255 code points, this one has 0",
            })
    void whatIsWrongIsToldWithWhatIsAllowed(String query, String reason) {
        HttpAnswer answer = api.get("/admin/rooms?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("reason")).isEqualTo(reason);
    }
}
