package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that an application beside two nodes puts into rooms, takes out, and closes by way of the event bus. */
class BusMovesTest {

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        String[] settings = {
            "limits.message=1KiB",
            "limits.rooms=3",
            "rooms={\"s:*\": {stream: true}, \"p:*\": {presence: true}, \"news\": {publish: services},"
                    + " \"full\": {max-members: 1}}"
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

    private static JsonObject affected(int connections) {
        return json("affected", connections);
    }

    @Test
    void aServicePutsAUsersConnectionsIntoARoomWhateverTheirTokensAllow() {
        String token = Tokens.of("jon", new JsonObject());
        try (Client here = Client.connect(one.port(), "/ws", token);
                Client there = Client.connect(two.port(), "/ws", token)) {
            assertThat(ask("join", "user", "jon", "room", "team")).isEqualTo(affected(2));
            assertThat(ask("join", "user", "jon", "room", "team")).isEqualTo(affected(0));
            ask("publish", "room", "team", "data", 1);

            assertThat(here.next().getString("type")).isEqualTo("message");
            assertThat(there.next().getString("room")).isEqualTo("team");
            JsonObject refreshed = here.ask(json("type", "refresh", "token", token));
            assertThat(refreshed.getString("type")).isEqualTo("reply");
            assertThat(here.drain()).as("stays after a refresh").isEmpty();

            assertThat(ask("leave", "connection", here.id(), "room", "team", "reason", "the team is complete"))
                    .isEqualTo(affected(1));
            assertThat(here.next()).isEqualTo(json("type", "left", "room", "team", "reason", "the team is complete"));
            assertThat(ask("leave", "user", "jon")).isEqualTo(affected(1));
            assertThat(there.next().getString("reason")).isEqualTo("a service took this connection out of the room");
            assertThat(ask("leave", "user", "jon", "room", "team")).isEqualTo(affected(0));
        }
    }

    @Test
    void whoIsPutIntoAStreamIsToldWhereItIsAndMissesNothing() {
        ask("publish", "room", "s:in", "data", 1);
        try (Client client = two.connect("kim")) {
            assertThat(ask("join", "connection", client.id(), "room", "s:in")).isEqualTo(affected(1));
            JsonObject published = ask("publish", "room", "s:in", "data", 2);

            assertThat(client.next())
                    .isEqualTo(
                            json("type", "reset", "room", "s:in", "epoch", published.getString("epoch"), "offset", 1L));
            JsonObject message = client.next();
            assertThat(message.getLong("offset")).isEqualTo(2);
            assertThat(message.getValue("data")).isEqualTo(2L);
        }
    }

    @Test
    void whoIsPutIntoARoomWithPresenceHearsOfItselfAsTheOthersDo() {
        try (Client there = one.connect("lea");
                Client client = two.connect("mia")) {
            there.join("p:in");

            ask("join", "user", "mia", "room", "p:in");

            JsonObject event = json(
                    "type",
                    "presence",
                    "room",
                    "p:in",
                    "event",
                    "join",
                    "member",
                    json("connection", client.id(), "user", "mia"));
            assertThat(client.next()).isEqualTo(event);
            assertThat(there.next()).isEqualTo(event);
        }
    }

    @Test
    void limitsHoldForWhoIsPutIntoARoom() {
        try (Client first = one.connect("ned");
                Client second = two.connect("ned")) {
            assertThat(ask("join", "connection", first.id(), "room", "full")).isEqualTo(affected(1));
            assertThat(application.failure("carillon.join", json("connection", second.id(), "room", "full")))
                    .isEqualTo("429 limit_exceeded");
            IntStream.range(0, 3).forEach(i -> second.join("r" + i));
            assertThat(application.failure("carillon.join", json("connection", second.id(), "room", "r3")))
                    .isEqualTo("429 limit_exceeded");
            assertThat(ask("join", "user", "ned", "room", "r3"))
                    .as("one of two")
                    .isEqualTo(affected(1));
        }
    }

    @Test
    void aServiceClosesConnections() {
        try (Client here = one.connect("ola");
                Client there = two.connect("ola");
                Client last = two.connect("ola")) {
            there.join("cell");

            assertThat(ask("disconnect", "user", "ola", "room", "cell", "code", 4002, "reason", "enough"))
                    .isEqualTo(affected(1));
            RawSocket.Frame close = there.awaitClose();
            assertThat(close.closeCode()).isEqualTo(4002);
            assertThat(close.closeReason()).isEqualTo("enough");

            assertThat(ask("disconnect", "connection", here.id())).isEqualTo(affected(1));
            assertThat(here.awaitClose().closeCode()).isEqualTo(1001);
            assertThat(ask("disconnect", "user", "ola")).isEqualTo(affected(1));
            assertThat(last.awaitClose().closeReason()).isEqualTo("a service closed this connection");
            assertThat(ask("disconnect", "user", "nobody")).isEqualTo(affected(0));
        }
    }
}
