package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.HttpAnswer;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is connected and who was, and what has happened to them, as any of two nodes tells it. */
class ConnectionSearchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] SETTINGS = {
        "keepalive.interval=10m",
        "http.proxies.trusted=[127.0.0.1]",
        "rooms={\"kept:*\": {stream: true}, \"for-services\": {publish: services}}"
    };

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer other;
    private static ApiClient api;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        one = cluster.start(SETTINGS);
        other = cluster.start(SETTINGS);
        one.awaitNodes(2);
        other.awaitNodes(2);
        api = new ApiClient(one.port());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static JsonObject ok(HttpAnswer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonObject inspect(String connection) {
        return ok(api.get("/admin/connections/" + connection));
    }

    private static Stream<JsonObject> items(String query) {
        return objects(ok(api.get("/admin/connections?" + query)).getJsonArray("items"));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    private static List<String> found(String query) {
        return items(query).map(item -> item.getString("connection")).toList();
    }

    private static void awaitClosed(String user, int count) {
        Eventually.until(
                PATIENCE,
                "they are closed",
                () -> found("state=closed&user=" + user).size() == count);
    }

    private static void leave(Client client) {
        client.socket().sendClose(1000, "");
        client.awaitClose();
        client.close();
    }

    @Test
    void anOpenConnectionIsFoundByWhateverIsKnownOfIt() {
        try (Client here = one.connect("search:ann");
                Client there = other.connect("search:bob")) {
            there.join("found");

            for (String query : List.of(
                    "user=search:bob",
                    "match=search:*&room=found",
                    "connection=" + there.id(),
                    "connection=" + there.id().substring(0, 8),
                    "match=search:*&node=" + other.carillon().node(),
                    "user=search:bob&address=127.0.0.1&room=found",
                    "address=127.0.0.0/8&match=search:b*")) {
                assertThat(found(query)).as(query).containsExactly(there.id());
            }
            assertThat(found("user=search:bob&room=elsewhere")).isEmpty();
            assertThat(found("user=search:bob&address=10.0.0.0/8")).isEmpty();
            assertThat(found("user=search:bob&node=nobody")).isEmpty();
            assertThat(found("match=search:*")).containsExactlyInAnyOrder(here.id(), there.id());
            JsonObject item = items("user=search:bob").findFirst().orElseThrow();
            assertThat(item.getLong("since")).isPositive();
            item.remove("since");
            assertThat(item)
                    .isEqualTo(new JsonObject()
                            .put("connection", there.id())
                            .put("user", "search:bob")
                            .put("node", other.carillon().node())
                            .put("endpoint", "carillon")
                            .put("address", "127.0.0.1")
                            .put("state", "open")
                            .put("subprotocol", "carillon.v1.json")
                            .put("rooms", 1)
                            .put("queue", 0));
        }
    }

    @Test
    void bothListsGoOnWithTheirCursor() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clients.add((i % 2 == 0 ? one : other).connect("pages"));
        }
        List<String> ids = clients.stream().map(Client::id).toList();

        assertThat(all("user=pages"))
                .containsExactlyElementsOf(ids.stream().sorted().toList());
        clients.forEach(client -> {
            leave(client);
            awaitClosed("pages", clients.indexOf(client) + 1);
        });

        List<String> ended = all("state=closed&user=pages");
        assertThat(ended).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(items("state=closed&user=pages").map(item -> -item.getLong("ended")))
                .isSorted();
        assertThat(found("user=pages")).isEmpty();
    }

    private static List<String> all(String query) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page =
                    ok(api.get("/admin/connections?limit=2&" + query + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            assertThat(page.getJsonArray("items").size()).isLessThanOrEqualTo(2);
            objects(page.getJsonArray("items")).forEach(item -> found.add(item.getString("connection")));
            cursor = page.getString("next");
        }
        return found;
    }

    @Test
    void thoseThatHaveEndedAreFoundByTheirCode() {
        Client slow = one.connect("coded");
        Client done = other.connect("coded");
        ok(api.delete("/connections/" + slow.id() + "?code=4003"));
        slow.awaitClose();
        slow.close();
        leave(done);
        awaitClosed("coded", 2);

        assertThat(found("state=closed&user=coded&code=4003")).containsExactly(slow.id());
        assertThat(found("state=closed&user=coded&code=1000")).containsExactly(done.id());
        assertThat(api.get("/admin/connections?code=4003").json().getString("reason"))
                .isEqualTo("code is that of connections that have ended: with state=closed");
        assertThat(api.get("/admin/connections?state=closed&code=5").status()).isEqualTo(400);
    }

    @Test
    void oneIsToldWithWhereItIsAndWhatHasHappened() {
        ok(api.post("/rooms/kept:a/messages", "1"));
        ok(api.post("/rooms/kept:a/messages", "2"));
        JsonObject claims = new JsonObject()
                .put("sub", "detail")
                .put("jti", "t-7")
                .put("exp", Tokens.now() + 3600)
                .put("scope", "chat other")
                .put(
                        "allow",
                        new JsonObject().put("**", new JsonArray().add("join").add("publish")));
        try (Client client = Client.connect(other.port(), "/ws", Tokens.sign(claims))) {
            JsonObject at = client.join("kept:a");
            client.result(Client.message("join", "kept:a")
                    .put(
                            "recover",
                            new JsonObject().put("epoch", at.getString("epoch")).put("offset", 0)));
            client.join("plain");
            client.result(Client.message("leave", "plain"));
            client.ask(Client.message("publish", "for-services").put("data", "secret"));
            ok(api.post("/rooms/kept:a/messages", "3"));
            while (client.next().getLong("offset") < 3) {}

            JsonObject told = inspect(client.id());

            assertThat(told.getString("format")).isEqualTo("json");
            assertThat(told.getString("revision")).isNotBlank();
            assertThat(told.getBoolean("secure")).isFalse();
            assertThat(told.getJsonObject("queue").getInteger("limit")).isPositive();
            JsonObject token = told.getJsonObject("token");
            assertThat(token.getString("id")).isEqualTo("t-7");
            assertThat(token.getJsonArray("scopes")).containsExactly("chat", "other");
            JsonObject room = told.getJsonArray("rooms").getJsonObject(0);
            assertThat(told.getJsonArray("rooms")).hasSize(1);
            assertThat(room.getLong("since")).isPositive();
            assertThat(room.getJsonObject("stream").getLong("offset")).isEqualTo(3);
            assertThat(objects(told.getJsonArray("events")).map(ConnectionSearchTest::text))
                    .containsExactly(
                            "opened",
                            "joined kept:a",
                            "joined kept:a recovered",
                            "joined plain",
                            "left plain",
                            "refused for-services publish forbidden");
            assertThat(told.encode()).doesNotContain("secret");
        }
    }

    private static String text(JsonObject event) {
        StringBuilder text = new StringBuilder(event.getString("event"));
        for (String name : List.of("room", "request", "error")) {
            String value = event.getString(name);
            text.append(value == null ? "" : ' ' + value);
        }
        return text + (Boolean.TRUE.equals(event.getBoolean("recovered")) ? " recovered" : "");
    }

    @Test
    void oneThatIsRefusedOverAndOverPushesNobodyOut() {
        try (Client client = one.connect("refused")) {
            for (int i = 0; i < 1000; i++) {
                client.send(Client.message("leave", "nowhere"));
            }
            client.drain();

            JsonObject told = inspect(client.id());

            assertThat(told.getJsonArray("events").size()).isBetween(50, 200);
            assertThat(told.getInteger("omitted") + told.getJsonArray("events").size())
                    .isEqualTo(1001);
        }
    }

    @Test
    void howItEndedIsKnownWhenItsNodeHasStopped() {
        TestServer third = cluster.start(SETTINGS);
        third.awaitNodes(3);
        one.awaitNodes(3);
        Client client = third.connect("left-behind");
        client.join("lobby");
        String id = client.id();

        third.close();
        client.close();
        one.awaitNodes(2);

        JsonObject told = inspect(id);
        assertThat(told.getString("node")).isEqualTo(third.carillon().node());
        JsonObject close = told.getJsonObject("close");
        assertThat(close.getString("side")).isEqualTo("server");
        assertThat(close.getInteger("code")).isEqualTo(1012);
        assertThat(objects(told.getJsonArray("events")).map(ConnectionSearchTest::text))
                .containsExactly("opened", "joined lobby", "notice", "closed");
        assertThat(found("state=closed&room=lobby&address=127.0.0.1&node="
                        + third.carillon().node()))
                .containsExactly(id);
    }

    @Test
    void aReaderOfEventsIsAConnectionToo() {
        String id;
        try (ApiClient.Events events = api.follow("/rooms/kept:read/events")) {
            id = events.connection();
            JsonObject told = inspect(id);
            assertThat(told.getString("endpoint")).isEqualTo("http");
            assertThat(told.getString("format")).isEqualTo("events");
            assertThat(told.getJsonArray("rooms").getJsonObject(0).getString("room"))
                    .isEqualTo("kept:read");
        }
        Eventually.until(PATIENCE, "it is gone", () -> inspect(id).containsKey("close"));
        assertThat(inspect(id).getJsonObject("close").getString("side")).isEqualTo("client");
    }

    @Test
    void aReaderOfEventsBehindAProxyIsFoundByItsOwnAddress() {
        try (ApiClient.Events events =
                api.follow("/rooms/proxied/events", "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "https")) {
            assertThat(found("address=203.0.113.0/24")).containsExactly(events.connection());
            assertThat(inspect(events.connection()).getBoolean("secure")).isTrue();
        }
    }

    @Test
    void whatNobodyKnowsIsNotFound() {
        assertThat(api.get("/admin/connections/nobody").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "state=gone, 'state is one of open, closed'",
        "address=10.0.0.256, not an IP address: 10.0.0.256",
        "address=10.0.0.1/8, the bits of a network's address behind its prefix are 0",
        "limit=0, limit is an integer from 1 to 1000",
        "cursor=!, cursor is none that was given as next"
    })
    void whatCannotBeLookedForIsSaid(String query, String reason) {
        HttpAnswer answer = api.get("/admin/connections?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("reason")).contains(reason);
    }

    @Test
    void isNotForServices() {
        ApiClient service = new ApiClient(
                one.port(),
                Tokens.sign(new JsonObject()
                        .put("sub", "s")
                        .put("exp", Tokens.now() + 60)
                        .put("scope", "api")));

        assertThat(service.get("/admin/connections").status()).isEqualTo(403);
    }
}
