package io.carillon.client;

import static io.carillon.client.Clients.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.message.Format;
import io.carillon.message.Misfit;
import io.carillon.support.Application;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application can do with a client, on a connection that holds. */
class ClientTest {

    private static TestCluster cluster;
    private static TestServer server;
    private static Application application;
    private static Clients clients;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        server = cluster.start(
                "rooms.\"stream:*\".stream={size: 100, ttl: 1m}",
                "rooms.\"hall:*\".presence=true",
                "limits.message=4KiB");
        application = new Application(cluster.xml());
        application.serve("carillon.call.echo", message -> message.reply(message.body()));
        clients = new Clients();
    }

    @AfterAll
    static void stop() {
        clients.close();
        application.close();
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void joinsPublishesHearsAndLeaves(Format format) {
        Client client = clients.to(server.port(), "ada", format);
        Room room = client.room("plain:" + format);
        Heard heard = Heard.from(room);
        Joined joined = await(room.join());
        assertThat(joined.first()).isTrue();
        assertThat(joined.position()).isNull();
        assertThat(client.welcome().user()).isEqualTo("ada");
        assertThat(room.state()).isEqualTo(RoomState.JOINED);

        JsonObject said = new JsonObject()
                .put("text", "grüße")
                .put("whole", Long.MAX_VALUE)
                .put("part", 1.5)
                .put("list", new JsonArray().add(true).addNull());
        assertThat(await(room.publish(said)).position()).isNull();
        RoomMessage message = heard.message();
        assertThat(message.data()).isEqualTo(said);
        assertThat(message.from().user()).isEqualTo("ada");
        assertThat(message.from().connection()).isEqualTo(client.welcome().connection());

        await(room.leave());
        assertThat(room.state()).isEqualTo(RoomState.LEFT);
        assertThatThrownBy(() -> await(room.publish("x")))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("not_joined"));
        await(client.close());
        assertThat(client.state()).isInstanceOf(ClientState.Closed.class);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void readsAStreamsHistory(Format format) {
        Client client = clients.to(server.port(), "ada", format);
        Room room = client.room("stream:history-" + format);
        Published first =
                await(room.publish("one").recover(refused -> room.join().compose(joined -> room.publish("one"))));
        await(room.publish(Map.of("deep", List.of(1, 2))));
        assertThat(first.position().offset()).isEqualTo(1);

        History all = await(room.history());
        assertThat(all.position().offset()).isEqualTo(2);
        assertThat(all.oldest()).isEqualTo(1);
        assertThat(all.messages())
                .extracting(RoomMessage::data)
                .containsExactly(
                        "one",
                        new JsonObject().put("deep", new JsonArray().add(1).add(2)));
        assertThat(all.messages().get(0).position()).isEqualTo(first.position());
        assertThat(all.messages().get(0).from().user()).isEqualTo("ada");
        assertThat(await(room.history(History.Query.newest(1))).messages())
                .extracting(message -> message.position().offset())
                .containsExactly(2L);
        assertThat(await(room.history(History.Query.since(1))).messages()).hasSize(1);
        await(client.close());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void seesWhoIsThere(Format format) {
        Client ada = clients.to(server.port(), "ada", format);
        Room hall = ada.room("hall:" + format, RoomOptions.DEFAULT.member(new JsonObject().put("colour", "red")));
        Heard heard = Heard.from(hall);
        assertThat(await(hall.join()).count()).isEqualTo(1);

        Client bob = clients.to(server.port(), "bob", format);
        assertThat(await(bob.room("hall:" + format).join()).count()).isEqualTo(2);
        Presence came = heard.presence();
        assertThat(came.isJoin()).isTrue();
        assertThat(came.member().user()).isEqualTo("bob");

        Members members = await(bob.room("hall:" + format).members());
        assertThat(members.count()).isEqualTo(2);
        assertThat(members.members())
                .filteredOn(member -> member.user().equals("ada"))
                .singleElement()
                .satisfies(member -> assertThat(new RoomMessage("", member.member(), null, 0, null).data())
                        .isEqualTo(new JsonObject().put("colour", "red")));
        await(bob.close());
        assertThat(heard.presence().isJoin()).isFalse();
        await(ada.close());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void sendsCallsAndAsks(Format format) {
        Client ada = clients.to(server.port(), "ada", format);
        Client bob = clients.to(server.port(), "bob-" + format, format);
        CompletableFuture<Direct> direct = new CompletableFuture<>();
        bob.directHandler(direct::complete);
        String connection = await(bob.connect()).connection();

        assertThat(await(ada.sendToUser("bob-" + format, List.of("hello")))).isEqualTo(1);
        Direct told = direct.join();
        assertThat(told.data()).isEqualTo(new JsonArray().add("hello"));
        assertThat(told.from().user()).isEqualTo("ada");
        assertThat(await(ada.sendToConnection(connection, 1))).isEqualTo(1);
        assertThat(await(ada.sendToUser("nobody", 1))).isEqualTo(0);

        assertThatThrownBy(() -> await(ada.call("no.such.method", null)))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("not_found"));
        Info info = await(ada.info());
        assertThat(info.name()).isEqualTo("carillon");
        assertThat(info.formats()).containsExactly("json", "msgpack", "bson");
        assertThat(info.nodes()).isEqualTo(1);
        assertThat(await(ada.ping())).isPositive();
        await(ada.close());
        await(bob.close());
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void hasWhatAServiceAnswers(Format format) {
        JsonObject answer =
                new JsonObject().put("data", new JsonArray().add(1.5).addNull()).put("member", 7L);
        Client client = clients.to(server.port(), "ada", format);
        assertThat(await(client.call("echo", answer)).data()).isEqualTo(answer);
        await(client.close());
    }

    @Test
    void keepsBytesAndTimesWhereTheFormatHasThem() {
        Client client = clients.to(server.port(), "ada", Format.MSGPACK);
        Room room = client.room("plain:binary");
        Heard heard = Heard.from(room);
        Instant now = Instant.ofEpochMilli(1_700_000_000_123L);
        await(room.join().compose(joined -> room.publish(List.of(new byte[] {1, -1}, now))));
        JsonArray data = (JsonArray) heard.message().data();
        assertThat(data.getBinary(0)).containsExactly(1, -1);
        assertThat(data.getInstant(1)).isEqualTo(now);
        await(client.close());
    }

    @Test
    void tellsWhyARequestWasRefused() {
        String token = Tokens.of("ada", new JsonObject().put("open:*", new JsonArray().add("join")));
        Client client = clients.of(Clients.options(server.port()).token(token));
        Room room = client.room("closed");
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        room.exceptionHandler(told::complete);
        assertThatThrownBy(() -> await(room.join())).isInstanceOfSatisfying(ClientException.class, e -> {
            assertThat(e.code()).isEqualTo("forbidden");
            assertThat(e.reason()).contains("closed");
            assertThat(e.isRetryable()).isFalse();
            assertThat(e.retryAfter()).isNull();
            assertThat(e.paths()).isEqualTo(List.<Misfit>of());
        });
        assertThat(told.join()).isInstanceOf(ClientException.class);
        assertThat(room.state()).isEqualTo(RoomState.REFUSED);
        await(client.close());
    }

    @Test
    void refusesItselfWhatWouldEndTheConnection() {
        Client client = clients.to(server.port(), "ada");
        Room room = client.room("plain:large");
        await(room.join());
        assertThatThrownBy(() -> await(room.publish("x".repeat(5_000))))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("too_large"));
        assertThatThrownBy(() -> await(room.publish(Double.NaN)))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("bad_request"));
        assertThat(await(room.publish("small")).duplicate()).isFalse();
        await(client.close());
    }

    @Test
    void closesWithEverythingThatWaits() {
        Client client = clients.of(Clients.options(1, "ada")); // where nobody listens
        var waiting = List.of(
                client.room("a").join(),
                client.room("a").publish(1),
                client.room("b").publish(1),
                client.room("b").history(),
                client.info(),
                client.connect());
        await(client.close());
        for (var future : waiting) {
            assertThatThrownBy(() -> await(future))
                    .isInstanceOfSatisfying(
                            ClientException.class, e -> assertThat(e.code()).isEqualTo("closed"));
        }
        assertThatThrownBy(() -> await(client.room("a").publish(2)))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("closed"));
    }
}
