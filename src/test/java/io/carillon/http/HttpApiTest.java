package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What services can have done over HTTP, on any of two nodes. */
class HttpApiTest {

    private static final String ROOMS = "rooms={\"kept:**\": {stream: {size: 10}}, \"present:*\": {presence: true},"
            + " \"for-services\": {publish: services}}";

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer other;
    private static ApiClient api;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        one = cluster.start(ROOMS);
        other = cluster.start(ROOMS);
        one.awaitNodes(2);
        other.awaitNodes(2);
        api = new ApiClient(one.port());
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    private static JsonObject ok(HttpAnswer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        return answer.json();
    }

    @Test
    void whatIsPublishedReachesMembersOnAllNodes() {
        try (Client here = one.connect("ann");
                Client there = other.connect("bob")) {
            here.join("lobby");
            there.join("lobby");

            assertThat(ok(api.post("/rooms/lobby/messages", "{\"big\": 9007199254740993, \"half\": 0.5}")))
                    .isEqualTo(new JsonObject());

            for (Client client : List.of(here, there)) {
                JsonObject message = client.next();
                assertThat(message.getJsonObject("data"))
                        .isEqualTo(
                                new JsonObject().put("big", 9007199254740993L).put("half", 0.5));
                assertThat(message.getJsonObject("from")).isEqualTo(new JsonObject(Map.of("service", "http")));
            }
        }
    }

    @Test
    void aServiceSpeaksForAUserAndWhereOnlyServicesDo() {
        try (Client client = one.connect("ann")) {
            client.join("for-services");

            ok(api.post("/rooms/for-services/messages?user=carl", "null"));

            JsonObject message = client.next();
            assertThat(message.containsKey("data")).isTrue();
            assertThat(message.getValue("data")).isNull();
            assertThat(message.getJsonObject("from")).isEqualTo(new JsonObject(Map.of("user", "carl")));
        }
    }

    @Test
    void aKeyIsStoredOnce() {
        JsonObject first = ok(api.post("/rooms/kept:once/messages", "1", "Idempotency-Key", "k 1"));
        JsonObject again =
                ok(new ApiClient(other.port()).post("/rooms/kept:once/messages", "1", "Idempotency-Key", "k 1"));

        assertThat(first.getLong("offset")).isEqualTo(1);
        assertThat(again).isEqualTo(first.copy().put("duplicate", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a:b", "a+b", "%", "ä☃", "..", "a?b#c", "a%2Fb"})
    void aRoomMayHaveAnyName(String name) {
        String room = "kept:" + name;
        ok(api.post("/rooms/" + ApiClient.escaped(room) + "/messages", "\"" + "x\""));

        assertThat(ok(api.get("/rooms/" + ApiClient.escaped(room) + "/messages"))
                        .getLong("offset"))
                .isEqualTo(1);
        try (Client client = one.connect("ann")) {
            assertThat(client.join(room).getLong("offset")).isEqualTo(1);
        }
    }

    @Test
    void aNameThatLooksLikeAWayUpIsAName() {
        try (Client client = one.connect("ann");
                RawSocket socket = new RawSocket(one.port())) {
            client.join("..");

            HttpAnswer answer = socket.request(
                    "POST /api/v1/rooms/%2E%2E/messages HTTP/1.1",
                    Map.of(
                            "Host", List.of("localhost"),
                            "Authorization", List.of("Bearer " + ApiClient.token("s")),
                            "Content-Length", List.of("0")));

            assertThat(answer.status()).isEqualTo(400); // there is no body, but a room
            assertThat(answer.json().getString("reason")).startsWith("the body");
        }
    }

    @Test
    void theHistoryIsReadFromBothEnds() {
        for (int i = 1; i <= 12; i++) {
            ok(api.post("/rooms/kept:history/messages", String.valueOf(i)));
        }

        JsonObject up = ok(api.get("/rooms/kept:history/messages?since=4&limit=3"));
        JsonObject down = ok(api.get("/rooms/kept:history/messages?reverse=true&limit=2"));
        JsonObject position = ok(api.get("/rooms/kept:history/messages?limit=0"));

        assertThat(data(up)).containsExactly(5, 6, 7);
        assertThat(data(down)).containsExactly(12, 11);
        assertThat(up.getLong("oldest")).isEqualTo(3);
        assertThat(position.getJsonArray("messages")).isEmpty();
        assertThat(position.getLong("offset")).isEqualTo(12);
    }

    private static List<Object> data(JsonObject history) {
        return history.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getValue("data"))
                .toList();
    }

    @Test
    void aHistoryHasSomeMebibytesAtMost() {
        String large = "\"" + "x".repeat(60_000) + "\"";
        String room = "kept:large";
        try (TestServer wide = TestServer.start("rooms={\"kept:*\": {stream: {size: 200}}}")) {
            ApiClient its = new ApiClient(wide.port());
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 150; i++) {
                lines.append(large).append('\n');
            }
            ok(its.lines("/rooms/" + room + "/messages", lines.toString()));
            List<Object> read = new ArrayList<>();
            long since = 0;
            while (since < 150) {
                JsonArray page = ok(its.get("/rooms/" + room + "/messages?limit=1000&since=" + since))
                        .getJsonArray("messages");
                assertThat(page.size()).isBetween(1, 80);
                page.forEach(read::add);
                since += page.size();
            }

            assertThat(read).hasSize(150);
        }
    }

    @Test
    void membersAreListed() {
        try (Client client = other.connect("ann")) {
            client.join("present:m");

            assertThat(ok(api.get("/rooms/present:m/members")))
                    .isEqualTo(new JsonObject()
                            .put("count", 1)
                            .put(
                                    "members",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("connection", client.id())
                                                    .put("user", "ann"))));
        }
    }

    @Test
    void listingsGoOnWithTheirCursor() {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                Client client = (i % 2 == 0 ? one : other).connect("pager:" + i);
                client.join("page:" + i);
                clients.add(client);
            }

            assertThat(all("/rooms?match=page:*", "room"))
                    .containsExactly("page:0", "page:1", "page:2", "page:3", "page:4");
            assertThat(all("/connections?match=pager:*", "user"))
                    .containsExactlyInAnyOrder("pager:0", "pager:1", "pager:2", "pager:3", "pager:4");
            assertThat(all("/connections?room=page:3", "user")).containsExactly("pager:3");
            assertThat(all("/rooms?user=pager:2", "room")).containsExactly("page:2");
        } finally {
            clients.forEach(Client::close);
        }
    }

    private static List<String> all(String path, String property) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = ok(api.get(path + "&limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            assertThat(page.getJsonArray("items").size()).isLessThanOrEqualTo(2);
            page.getJsonArray("items").forEach(item -> found.add(((JsonObject) item).getString(property)));
            cursor = page.getString("next");
        }
        return found;
    }

    @Test
    void aConnectionIsFoundOnAnyNodeAndClosed() {
        try (Client client = other.connect("ann")) {
            client.join("there");
            JsonObject found = ok(api.get("/connections/" + client.id()));

            assertThat(found.getString("connection")).isEqualTo(client.id());
            assertThat(found.getString("user")).isEqualTo("ann");
            assertThat(found.getJsonArray("rooms")).containsExactly("there");
            assertThat(found.getString("node")).isEqualTo(other.carillon().node());

            assertThat(ok(api.delete("/connections/" + client.id() + "?code=1013&reason=later%21")))
                    .isEqualTo(new JsonObject().put("affected", 1));
            RawSocket.Frame close = client.awaitClose();
            assertThat(close.closeCode()).isEqualTo(1013);
            assertThat(close.closeReason()).isEqualTo("later!");
            assertThat(api.get("/connections/" + client.id()).status()).isEqualTo(404);
            assertThat(api.delete("/connections/" + client.id()).status()).isEqualTo(404);
        }
    }

    @Test
    void aUserIsSentToAndDisconnectedEverywhere() {
        try (Client here = one.connect("dora");
                Client there = other.connect("dora")) {
            assertThat(ok(api.post("/users/dora/messages", "[1]"))).isEqualTo(new JsonObject().put("delivered", 2));
            for (Client client : List.of(here, there)) {
                JsonObject direct = client.next();
                assertThat(direct.getString("type")).isEqualTo("direct");
                assertThat(direct.getJsonArray("data")).containsExactly(1L);
                assertThat(direct.getJsonObject("from")).isEqualTo(new JsonObject(Map.of("service", "http")));
            }
            there.join("only");

            assertThat(ok(api.delete("/users/dora/connections?room=only")).getInteger("affected"))
                    .isEqualTo(1);
            assertThat(there.awaitClose().closeCode()).isEqualTo(1001);
            assertThat(ok(api.delete("/users/dora/connections")).getInteger("affected"))
                    .isEqualTo(1);
            assertThat(here.awaitClose().closeCode()).isEqualTo(1001);
            assertThat(ok(api.delete("/users/dora/connections")).getInteger("affected"))
                    .isEqualTo(0);
        }
    }

    @Test
    void aBroadcastReachesAllButSome() {
        try (Client here = one.connect("ann");
                Client there = other.connect("bob")) {
            JsonObject answer = ok(api.post(
                    "/broadcast",
                    new JsonObject()
                            .put("data", "all")
                            .put("except", new JsonArray().add(here.id()))
                            .encode()));

            assertThat(answer.getInteger("delivered")).isGreaterThanOrEqualTo(1);
            assertThat(there.next().getString("data")).isEqualTo("all");
            assertThat(here.drain()).isEmpty();
        }
    }

    @Test
    void aRevocationClosesOnAllNodes() {
        String token = Tokens.sign(new JsonObject()
                .put("sub", "eve")
                .put("jti", "t-1")
                .put("exp", Tokens.now() + 3600)
                .put("scope", "api"));
        try (Client client = Client.connect(other.port(), "/ws", token)) {
            assertThat(ok(api.post("/revocations", "{\"jti\": \"t-1\"}")).getInteger("affected"))
                    .isEqualTo(1);
            assertThat(client.awaitClose().closeCode()).isEqualTo(4002);
        }
        HttpAnswer refused = new ApiClient(one.port(), token).get("/info");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
    }

    @Test
    void aReaderHearsOfMessagesOfAllNodesAndIsTakenOutByAService() {
        try (ApiClient.Events here = api.follow("/rooms/kept:read/events");
                ApiClient.Events there = new ApiClient(other.port()).follow("/rooms/kept:read/events")) {
            new ApiClient(other.port()).post("/rooms/kept:read/messages", "1");
            assertThat(here.next()).isEqualTo(there.next());

            application.ask(
                    "carillon.leave",
                    new JsonObject()
                            .put("connection", here.connection())
                            .put("room", "kept:read")
                            .put("reason", "enough"));

            assertThat(here.rest()).extracting(ApiClient.Event::name).containsExactly("left", "close");
            assertThat(application.failure(
                            "carillon.join",
                            new JsonObject()
                                    .put("connection", there.connection())
                                    .put("room", "kept:other")))
                    .isEqualTo("429 limit_exceeded");
        }
    }

    @Test
    void infoTellsOfTheServer() {
        JsonObject info = ok(api.get("/info"));

        assertThat(info.getString("name")).isEqualTo("carillon");
        assertThat(info.getString("node")).isEqualTo(one.carillon().node());
        assertThat(info.getInteger("nodes")).isEqualTo(2);
        assertThat(info.getBoolean("draining")).isFalse();
        assertThat(info.getJsonArray("endpoints").getJsonObject(0).getString("path"))
                .isEqualTo("/ws");
    }

    @Test
    void aConnectionIsUsedForRequestsOneAfterAnother() {
        try (RawSocket socket = new RawSocket(one.port())) {
            Map<String, List<String>> headers =
                    Map.of("Host", List.of("localhost"), "Authorization", List.of("Bearer " + ApiClient.token("s")));
            assertThat(socket.request("GET /api/v1/info HTTP/1.1", headers).status())
                    .isEqualTo(200);
            assertThat(socket.request("GET /api/v1/nothing HTTP/1.1", headers).status())
                    .isEqualTo(404);
            assertThat(socket.request("GET /api/v1/info HTTP/1.1", headers).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whoWaitsToBeToldSendsTheBodyThen() {
        HttpAnswer answer = api.ask(
                "POST",
                "/rooms/kept:expected/messages",
                HttpRequest.BodyPublishers.ofString("1"),
                "Content-Type",
                "application/json; charset=UTF-8",
                "Expect",
                "100-continue");

        assertThat(ok(answer).getLong("offset")).isEqualTo(1);
    }

    @Test
    void connectionsAreClosedWithCodesOfApplicationsToo() {
        try (Client ann = other.connect("ann")) {
            assertThat(api.delete("/connections/" + ann.id() + "?code=3500&reason=enough")
                            .status())
                    .isEqualTo(200);
            assertThat(ann.awaitClose().closeCode()).isEqualTo(3500);
        }
    }
}
