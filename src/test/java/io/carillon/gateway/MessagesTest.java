package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say and what they get, over real sockets on one node. */
class MessagesTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "limits.rooms=3",
                "limits.message=4KiB",
                "rooms.\"open:*\".publish=anyone",
                "rooms.\"feed:*\".publish=services");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void welcomesFirst() {
        try (Client client = server.connect("ann")) {
            JsonObject welcome = client.welcome();

            assertThat(welcome.getString("connection")).isNotEmpty();
            assertThat(welcome.getLong("expires")).isGreaterThan(System.currentTimeMillis());
            welcome.remove("connection");
            welcome.remove("expires");
            assertThat(welcome)
                    .isEqualTo(new JsonObject()
                            .put("type", "welcome")
                            .put("user", "ann")
                            .put("node", server.carillon().node())
                            .put("revision", "1.1")
                            .put("format", "json")
                            .put(
                                    "keepalive",
                                    new JsonObject().put("interval", 30000).put("timeout", 10000))
                            .put("limits", new JsonObject().put("message", 4096).put("rooms", 3)));
        }
    }

    @Test
    void deliversToAllMembersWithTheSenderAndTheTime() {
        try (Client ann = server.connect("ann");
                Client bob = server.connect("bob")) {
            assertThat(ann.join("chat")).isEqualTo(new JsonObject().put("room", "chat"));
            bob.join("chat");
            long before = System.currentTimeMillis();

            assertThat(ann.publish("chat", new JsonObject().put("text", "hi"))).isEqualTo(new JsonObject());

            for (Client member : List.of(ann, bob)) {
                JsonObject message = member.next();
                assertThat(message.getLong("time")).isBetween(before, System.currentTimeMillis());
                message.remove("time");
                assertThat(message)
                        .isEqualTo(new JsonObject()
                                .put("type", "message")
                                .put("room", "chat")
                                .put("data", new JsonObject().put("text", "hi"))
                                .put("from", new JsonObject().put("user", "ann").put("connection", ann.id())));
            }
        }
    }

    @Test
    void doesNotEchoToThePublisherWhoDoesNotWantIt() {
        try (Client ann = server.connect("ann");
                Client bob = server.connect("bob")) {
            ann.join("quiet");
            bob.join("quiet");

            ann.result(message("publish", "quiet").put("data", 1).put("echo", false));

            assertThat(bob.next().getValue("data")).isEqualTo(1L);
            assertThat(ann.drain()).isEmpty();
        }
    }

    @Test
    void deliversNothingAfterLeaving() {
        try (Client ann = server.connect("ann");
                Client bob = server.connect("bob")) {
            ann.join("left");
            bob.join("left");

            assertThat(bob.result(message("leave", "left"))).isEqualTo(new JsonObject());
            ann.publish("left", 1);

            assertThat(ann.next().getValue("data")).isEqualTo(1L);
            assertThat(bob.drain()).isEmpty();
        }
    }

    @Test
    void joinsAnewWithAReplyAndWithoutDoublingMessages() {
        try (Client ann = server.connect("ann")) {
            ann.join("twice");
            assertThat(ann.join("twice")).isEqualTo(new JsonObject().put("room", "twice"));

            ann.publish("twice", 1);

            assertThat(ann.drain()).hasSize(1);
        }
    }

    @Test
    void answersInTheOrderOfTheRequests() {
        try (Client ann = server.connect("ann")) {
            List<String> ids = IntStream.range(0, 200).mapToObj(i -> "r" + i).toList();
            for (String id : ids) {
                int i = Integer.parseInt(id.substring(1));
                String type = i % 3 == 0 ? "join" : i % 3 == 1 ? "publish" : "leave";
                ann.send(message(type, "ordered")
                        .put("data", i)
                        .put("echo", false)
                        .put("id", id));
            }

            for (String id : ids) {
                assertThat(ann.next()).isEqualTo(reply(id));
            }
        }
    }

    private static JsonObject reply(String id) {
        boolean join = Integer.parseInt(id.substring(1)) % 3 == 0;
        return new JsonObject()
                .put("type", "reply")
                .put("id", id)
                .put("result", join ? new JsonObject().put("room", "ordered") : new JsonObject());
    }

    @Test
    void saysNothingToARequestWithoutAnIdThatSucceeds() {
        try (Client ann = server.connect("ann")) {
            ann.send(new JsonObject().put("type", "ping"));
            ann.send(message("join", "mute"));
            assertThat(ann.drain()).isEmpty();

            ann.send(message("leave", "nowhere"));

            JsonObject error = ann.next();
            assertThat(error.getString("code")).isEqualTo("not_joined");
            assertThat(error.containsKey("id")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"fly\"} | bad_request",
                "{\"type\":\"join\",\"room\":7} | bad_request",
                "{\"type\":\"join\",\"room\":\"a b\"} | bad_request",
                "{\"type\":\"publish\",\"room\":\"r\"} | bad_request",
                "{\"type\":\"leave\",\"room\":\"never\"} | not_joined",
                "{\"type\":\"publish\",\"room\":\"never\",\"data\":1} | not_joined",
                "{\"type\":\"publish\",\"room\":\"feed:a\",\"data\":1} | forbidden",
                "{\"type\":\"publish\",\"room\":\"$server\",\"data\":1} | forbidden",
                "{\"type\":\"join\",\"room\":\"$other\"} | forbidden",
                "{\"type\":\"members\",\"room\":\"r\"} | not_found",
                "{\"type\":\"members\",\"room\":\"$server\"} | forbidden",
                "{\"type\":\"history\",\"room\":\"r\"} | not_found",
                "{\"type\":\"history\",\"room\":\"r\",\"since\":\"x\"} | bad_request",
            })
    void refusesARequestAndLivesOn(String request, String code) {
        try (Client ann = server.connect("ann")) {
            JsonObject error = ann.ask(new JsonObject(request));

            assertThat(error.getString("type")).isEqualTo("error");
            assertThat(error.getString("code")).isEqualTo(code);
            assertThat(error.getString("reason")).isNotEmpty();
            assertThat(error.getBoolean("retryable")).isFalse();
            assertThat(ann.result(new JsonObject().put("type", "ping"))).isEqualTo(new JsonObject());
        }
    }

    @Test
    void letsAnyoneWithTheRightPublishWhereTheRoomSaysSo() {
        try (Client ann = server.connect("ann");
                Client bob = server.connect("bob")) {
            bob.join("open:a");

            ann.publish("open:a", "from outside");

            assertThat(bob.next().getValue("data")).isEqualTo("from outside");
        }
    }

    @Test
    void allowsWhatTheTokenAllowsAndNothingElse() {
        JsonObject allow = new JsonObject()
                .put("chat:*", new JsonArray().add("join").add("publish"))
                .put("news", new JsonArray().add("join"))
                .put("user:{sub}", new JsonArray().add("join"));
        try (Client ann = Client.connect(server.port(), "/ws", Tokens.of("ann", allow))) {
            ann.join("chat:1");
            ann.publish("chat:1", 1);
            ann.join("news");
            ann.join("user:ann");

            assertThat(code(ann, message("publish", "news").put("data", 1))).isEqualTo("forbidden");
            assertThat(code(ann, message("join", "user:bob"))).isEqualTo("forbidden");
            assertThat(code(ann, message("join", "chat:1:2"))).isEqualTo("forbidden");
            assertThat(code(ann, message("members", "chat:1"))).isEqualTo("forbidden");
            assertThat(code(ann, message("history", "chat:1"))).isEqualTo("forbidden");
        }
    }

    @Test
    void limitsWhatAClientSaysAboutItselfWhenItJoins() {
        try (Client ann = server.connect("ann")) {
            ann.result(message("join", "self").put("member", "x".repeat(1022))); // and two quotes

            assertThat(code(ann, message("join", "self").put("member", "x".repeat(1023))))
                    .isEqualTo("too_large");
        }
    }

    @Test
    void limitsTheRoomsOfAConnection() {
        try (Client ann = server.connect("ann")) {
            ann.join("one");
            ann.join("two");
            ann.join("$server");

            assertThat(code(ann, message("join", "three"))).isEqualTo("limit_exceeded");
            ann.join("one");
            ann.result(message("leave", "$server"));
            ann.join("three");
        }
    }

    private static String code(Client client, JsonObject request) {
        return client.ask(request).getString("code");
    }

    @Test
    void describesItselfWhenAskedAndToThoseWhoJoinServer() {
        try (Client ann = server.connect("ann")) {
            JsonObject info = ann.result(new JsonObject().put("type", "info"));

            assertThat(info)
                    .isEqualTo(new JsonObject()
                            .put("name", "carillon")
                            .put("version", "development")
                            .put("revision", "1.1")
                            .put("revisions", new JsonArray().add("1.0").add("1.1"))
                            .put(
                                    "formats",
                                    new JsonArray().add("json").add("msgpack").add("bson"))
                            .put("node", server.carillon().node())
                            .put("nodes", 1)
                            .put("endpoint", "carillon")
                            .put("endpointVersion", "v1")
                            .put("draining", false));
            ann.join("$server");
            JsonObject message = ann.next();
            assertThat(message.getString("room")).isEqualTo("$server");
            assertThat(message.getJsonObject("data")).isEqualTo(info);
            assertThat(message.getJsonObject("from")).isEqualTo(new JsonObject().put("service", "server"));
        }
    }

    @Test
    void takesAMessageOfExactlyTheLimitAndClosesAboveIt() {
        try (Client ann = server.connect("ann")) {
            String empty = message("ping", "").put("pad", "").encode();
            ann.socket()
                    .sendText(message("ping", "")
                            .put("pad", "x".repeat(4096 - empty.length()))
                            .encode());
            assertThat(ann.drain()).isEmpty();

            ann.socket()
                    .sendText(message("ping", "")
                            .put("pad", "x".repeat(4097 - empty.length()))
                            .encode());

            assertThat(ann.awaitClose().closeCode()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[] | 1007", "{ | 1007", "{}{} | 1007", "x | 1007"})
    void closesOnWhatIsNoMessageAtAll(String packet, int code) {
        try (Client ann = server.connect("ann")) {
            ann.socket().sendText(packet);

            RawSocket.Frame close = ann.awaitClose();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isNotEmpty();
        }
    }

    @Test
    void closesOnABinaryFrame() {
        try (Client ann = server.connect("ann")) {
            ann.socket().send(RawSocket.frame(0x82, new byte[] {1}));

            assertThat(ann.awaitClose().closeCode()).isEqualTo(1003);
        }
    }
}
