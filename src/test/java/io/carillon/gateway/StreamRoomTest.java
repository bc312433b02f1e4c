package io.carillon.gateway;

import static io.carillon.support.Client.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.cluster.StreamStore;
import io.carillon.config.StreamSettings;
import io.carillon.message.Payload;
import io.carillon.message.RoomName;
import io.carillon.message.Sender;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.MemoryStreams;
import io.carillon.support.Packets;
import io.carillon.support.RawSocket;
import io.carillon.support.Scenario;
import io.carillon.support.SlowStreams;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stream rooms over real sockets, with a store to which anything can happen. */
class StreamRoomTest {

    private static final StreamSettings SETTINGS = new StreamSettings(3000, Duration.ofHours(1));

    private static final String[] MESSAGE = {"type", "room", "data", "from", "time"};

    private static final MemoryStreams streams = new MemoryStreams();
    private static TestServer server;
    private static int rooms;

    private String room;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                streams,
                "endpoints={carillon: {}, zenith: {preset: zenith}, wide: {path: /wide, limits: {queue: 4MiB}}}",
                "limits.queue=64KiB",
                "rooms={\"**\": {stream: {size: 3000, ttl: 1h}}, \"kept\": {stream: {size: 3}}, \"plain\": {stream: false}}");
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
        return Client.connect(server.port(), "/ws", Tokens.of(user));
    }

    /** Stored, but nobody is told: the publisher has died in between, or the bus has lost it. */
    private void store(Object data) {
        StreamStore.Append append = new StreamStore.Append(
                new RoomName(room), Payload.json(String.valueOf(data)), Sender.user("gone", "c"), null, 0);
        streams.append(append, SETTINGS);
    }

    private JsonObject join(Client client) {
        return client.result(message("join", room));
    }

    private JsonObject recover(Client client, String epoch, long offset) {
        JsonObject recover = new JsonObject().put("epoch", epoch).put("offset", offset);
        return client.result(message("join", room).put("recover", recover));
    }

    private static void assertNext(Client client, long offset, Object data) {
        JsonObject message = client.next();
        assertThat(message.getString("type")).as(message.encode()).isEqualTo("message");
        assertThat(message.getLong("offset")).isEqualTo(offset);
        assertThat(message.getValue("data"))
                .isEqualTo(data instanceof Integer number ? (Object) number.longValue() : data);
    }

    @ParameterizedTest
    @EnumSource
    void aConversationIsTheSameInEveryFormat(Packets packets) {
        try (TestServer real = TestServer.start("rooms={kept: {stream: {size: 3}}}")) { // and with the real store
            Map<String, String> known = Map.of("node", real.carillon().node(), "format", packets.format());

            new Scenario(
                            user -> FormatClient.connect(
                                    real.port(), "/ws", Tokens.of(user), packets, packets.subprotocol()),
                            known)
                    .play("streams.txt");
        }
    }

    @Test
    void plainRoomsStayAsTheyAre() {
        try (Client ann = connect("ann")) {
            assertThat(ann.join("plain")).isEqualTo(new JsonObject().put("room", "plain"));
            assertThat(ann.publish("plain", 1)).isEqualTo(new JsonObject());
            assertThat(ann.next().fieldNames()).doesNotContain("offset");
            assertThat(ann.ask(message("history", "plain")).getString("code")).isEqualTo("not_found");
        }
    }

    @Test
    void whatNobodyWasToldOfIsFoundAtTheNextMessage() {
        try (Client ann = connect("ann");
                Client bob = connect("bob")) {
            join(ann);
            join(bob);
            store(1);
            store(2);

            assertThat(ann.publish(room, 3).getLong("offset")).isEqualTo(3);

            for (Client client : List.of(ann, bob)) {
                assertNext(client, 1, 1);
                assertNext(client, 2, 2);
                assertNext(client, 3, 3);
            }
        }
    }

    @Test
    void whatNobodyWasToldOfIsFoundInAQuietRoom() {
        try (Client ann = connect("ann")) {
            join(ann);

            store("\"at last\"");

            assertNext(ann, 1, "at last");
        }
    }

    @Test
    void aLostStreamIsToldByAReset() {
        try (Client ann = connect("ann")) {
            String epoch = join(ann).getString("epoch");
            ann.publish(room, 1);
            assertNext(ann, 1, 1);
            streams.lose(new RoomName(room));

            JsonObject stored = ann.publish(room, 2);

            JsonObject reset = ann.next();
            assertThat(stored.getString("epoch")).isNotEqualTo(epoch);
            assertThat(reset)
                    .isEqualTo(new JsonObject()
                            .put("type", "reset")
                            .put("room", room)
                            .put("epoch", stored.getString("epoch"))
                            .put("offset", 1));
            ann.publish(room, 3);
            assertNext(ann, 2, 3);
        }
    }

    @Test
    void aGapThatCannotBeFilledIsToldByAReset() {
        try (Client ann = connect("ann")) {
            String epoch = join(ann).getString("epoch");
            store(1);
            store(2);
            streams.trim(new RoomName(room), 0);

            ann.publish(room, 3);

            JsonObject reset = ann.next();
            assertThat(reset.getString("type")).isEqualTo("reset");
            assertThat(reset.getString("epoch")).isEqualTo(epoch);
            assertThat(reset.getLong("offset")).isEqualTo(3);
            ann.publish(room, 4);
            assertNext(ann, 4, 4);
        }
    }

    @Test
    void whoWasAwayGetsWhatItHasMissedAndThenWhatComes() {
        try (Client ann = Client.connect(server.port(), "/wide", Tokens.of("ann")); // is told of all of it at once
                Client bob = connect("bob")) {
            String epoch = join(ann).getString("epoch");
            for (int i = 1; i <= 2500; i++) {
                store(i);
            }

            JsonObject joined = recover(bob, epoch, 10);
            ann.publish(room, 2501);

            assertThat(joined.getBoolean("recovered")).isTrue();
            assertThat(joined.getLong("offset")).isEqualTo(10);
            for (int i = 11; i <= 2501; i++) {
                assertNext(bob, i, i);
            }
            assertThat(bob.drain()).isEmpty();
        }
    }

    @Test
    void aLongRecoveryGoesAsFastAsTheClientReads() {
        String data = "\"" + "x".repeat(10_000) + '"';
        for (int i = 0; i < 1000; i++) {
            store(data);
        }
        try (Client slow = connect("slow");
                Client bob = connect("bob")) { // ten megabytes through a queue of 64 KiB
            String epoch = join(bob).getString("epoch");
            recover(slow, epoch, 0);
            for (int i = 1001; i <= 1300; i++) {
                bob.publish(room, i);
                assertNext(bob, i, i);
            }

            for (int i = 1; i <= 1000; i++) {
                assertThat(slow.next().getLong("offset")).isEqualTo(i);
            }
            for (int i = 1001; i <= 1300; i++) {
                assertNext(slow, i, i);
            }
        }
    }

    @Test
    void aKeyIsTheUsersOwn() {
        try (Client ann = connect("ann");
                Client again = connect("ann");
                Client bob = connect("bob")) {
            List.of(ann, again, bob).forEach(this::join);
            JsonObject publish = message("publish", room).put("key", "k").put("data", 1);

            JsonObject first = ann.result(publish);
            JsonObject second = again.result(publish);
            JsonObject other = bob.result(publish);

            assertThat(second).isEqualTo(first.copy().put("duplicate", true));
            assertThat(other.getLong("offset")).isEqualTo(2);
            for (Client client : List.of(ann, again, bob)) {
                assertNext(client, 1, 1);
                assertNext(client, 2, 1);
                assertThat(client.drain()).isEmpty();
            }
        }
    }

    @Test
    void whatAConnectionDoesNotWantToHearItNeverHearsAndOthersDo() {
        try (Client ann = connect("ann");
                Client later = connect("ann")) {
            String epoch = join(ann).getString("epoch");
            ann.result(message("publish", room).put("data", 1).put("echo", false));
            ann.publish(room, 2);
            assertNext(ann, 2, 2);

            recover(later, epoch, 0);

            recover(ann, epoch, 0);

            assertNext(later, 1, 1);
            assertNext(later, 2, 2);
            assertNext(ann, 2, 2);
        }
    }

    @Test
    void requestsAreAnsweredInTheirOrder() {
        try (Client ann = connect("ann")) {
            join(ann);
            for (int i = 1; i <= 300; i++) {
                ann.send(message("publish", room).put("id", i).put("data", i).put("echo", false));
            }
            for (int i = 1; i <= 300; i++) {
                JsonObject reply = new JsonObject(ann.socket().readFrame().text());
                assertThat(reply.getInteger("id")).isEqualTo(i);
                assertThat(reply.getJsonObject("result").getInteger("offset")).isEqualTo(i);
            }
        }
    }

    @Test
    void whereTheStoreFailsTheClientIsToldAndMayTryAgain() {
        try (Client ann = connect("ann");
                Client bob = connect("bob")) {
            join(ann);
            streams.fail(true);
            JsonObject published = ann.ask(message("publish", room).put("data", 1));
            JsonObject joined = bob.ask(message("join", room));
            JsonObject read = bob.ask(message("history", room));
            JsonObject again = ann.ask(message("join", room));
            streams.fail(false);

            for (JsonObject answer : List.of(published, joined, read, again)) {
                assertThat(answer.getString("code")).isEqualTo("unavailable");
                assertThat(answer.getBoolean("retryable")).isTrue();
            }
            assertThat(bob.ask(message("leave", room)).getString("code")).isEqualTo("not_joined");
            assertThat(ann.next().getString("type")).isEqualTo("left");
            join(ann);
            assertThat(ann.publish(room, 1).getLong("offset")).isEqualTo(1);
            assertNext(ann, 1, 1);
        } finally {
            streams.fail(false);
        }
    }

    @Test
    void whoWaitsForTheStoreIsNotTakenForDead() {
        SlowStreams slow = new SlowStreams(new MemoryStreams(), Duration.ofSeconds(5)); // longer than the timeout
        try (TestServer patient = TestServer.start(
                        slow,
                        "keepalive={interval: 200ms, timeout: 4s, jitter: 0}",
                        "rooms={\"**\": {stream: {size: 10}}}");
                Client ann = patient.connect("ann")) {
            join(ann);
            for (int i = 1; i <= 2; i++) {
                ann.send(message("publish", room).put("id", i).put("data", i).put("echo", false));
            }
            for (int answered = 0; answered < 2; ) {
                RawSocket.Frame frame = ann.socket().readFrame();
                if (frame.opcode() == 0x9) {
                    ann.socket().send(RawSocket.frame(0x8A, frame.payload()));
                } else {
                    assertThat(frame.text()).contains("\"offset\":" + ++answered);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void toALegacyClientItIsAPlainRoom(Packets packets) {
        String old = Map.of(Packets.JSON, "ZenithJson", Packets.MSGPACK, "ZenithMsgPack", Packets.BSON, "ZenithBson")
                .get(packets);
        try (FormatClient legacy =
                        FormatClient.connect(server.port(), "/Zenith?version=1.6", Tokens.of("old"), packets, old);
                Client ann = connect("ann")) {
            Map<String, Object> join = FormatClient.map(
                    "type", "join", "room", room, "recover", FormatClient.map("epoch", "e", "offset", 0L));
            assertThat(legacy.result(join)).isEqualTo(FormatClient.map("room", room));
            join(ann);
            Map<String, Object> publish = FormatClient.map("type", "publish", "room", room, "data", 1L, "key", "k");
            assertThat(legacy.result(publish)).isEmpty();
            assertThat(legacy.result(publish)).isEmpty();
            store(3);
            ann.publish(room, 4);
            for (int i = 1; i <= 4; i++) {
                assertNext(ann, i, i <= 2 ? 1 : i);
            }
            for (long i : new long[] {1, 1, 3, 4}) {
                assertLegacy(legacy.next(), i);
            }
            streams.lose(new RoomName(room));
            ann.publish(room, 5); // the first of another epoch
            assertThat(ann.next().getString("type")).isEqualTo("reset");

            List<Map<String, Object>> heard = legacy.drain();
            for (int next = 6; heard.isEmpty(); next++) { // its event loop begins anew when it has noticed
                ann.publish(room, next);
                heard = legacy.drain();
            }
            assertThat(heard).allSatisfy(message -> assertThat(message).containsOnlyKeys(MESSAGE));
        }
    }

    private static void assertLegacy(Map<String, Object> message, long data) {
        assertThat(message).containsOnlyKeys(MESSAGE);
        assertThat(message.get("data")).isEqualTo(data);
    }
}
