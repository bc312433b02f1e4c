package io.carillon.embed;

import static io.carillon.support.EmbeddedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.codec.CodecException;
import io.carillon.gateway.Agreement;
import io.carillon.gateway.Connection;
import io.carillon.gateway.ConnectionHandler;
import io.carillon.gateway.ConnectionInfo;
import io.carillon.gateway.Encoder;
import io.carillon.gateway.Hub;
import io.carillon.gateway.Message;
import io.carillon.gateway.Room;
import io.carillon.message.Position;
import io.carillon.message.ServerMessage;
import io.carillon.protocol.MessageProtocol;
import io.carillon.support.Client;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import io.carillon.support.Tokens;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rooms of connections without a protocol, beside clients of the message protocol, on one node. */
class EmbeddedRoomsTest {

    private static final AtomicInteger ENCODED = new AtomicInteger();

    private static final Encoder COUNTING = new Encoder() {
        @Override
        public Message encode(ServerMessage message) {
            ENCODED.incrementAndGet();
            return Message.text("encoded");
        }
    };

    private static EmbeddedNode node;
    private static MessageProtocol protocol;

    @BeforeAll
    static void start() {
        node = EmbeddedNode.start(
                Optional.empty(), "rooms: {'kept:*': {stream: {size: 10}}}\n", EmbeddedRoomsTest::routes);
    }

    private static synchronized void routes(Hub hub, Router router) {
        if (protocol == null) {
            protocol = MessageProtocol.on(hub);
        }
        protocol.endpoint("clients").mount(router, "/clients");
        hub.endpoint("counted")
                .negotiator((offer, routing) -> new Agreement(Optional.empty(), COUNTING, connection -> new Joining()))
                .mount(router, "/counted");
        hub.endpoint("raw")
                .user(routing -> routing.queryParam("user").stream().findFirst().orElse(null))
                .onOpen(connection -> connection
                        .join(connection.pathParam("room"))
                        .onSuccess(joined -> connection.sendText(connection.id())))
                .onMessage((connection, message) ->
                        hub.room(connection.pathParam("room")).broadcastExcept(connection, message))
                .mount(router, "/ws/:room");
    }

    private static final class Joining implements ConnectionHandler {
        @Override
        public void onOpen(Connection connection) {
            connection.join("counted").onSuccess(joined -> connection.sendText("joined"));
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** A member of a room. */
    private record Raw(RawSocket socket, String id) implements AutoCloseable {

        static Raw join(String room, String user) {
            RawSocket socket = node.open("/ws/" + room + "?user=" + user);
            return new Raw(socket, socket.readFrame().text());
        }

        String text() {
            RawSocket.Frame frame = socket.readFrame();
            assertThat(frame.opcode()).isEqualTo(1);
            return frame.text();
        }

        Connection connection() {
            return node.hub().connection(id).orElseThrow();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void broadcastToRoomReachesItsMembersAlone() {
        try (Raw ann = Raw.join("broadcast", "ann");
                Raw bob = Raw.join("broadcast", "bob");
                Raw eve = Raw.join("elsewhere", "eve")) {
            node.hub().room("broadcast").broadcast("to all");
            node.hub().room("elsewhere").broadcast("to one");

            assertThat(ann.text()).isEqualTo("to all");
            assertThat(bob.text()).isEqualTo("to all");
            assertThat(eve.text()).isEqualTo("to one");
        }
    }

    @Test
    void broadcastToRoomExceptPassesOneOver() {
        try (Raw ann = Raw.join("except", "ann");
                Raw bob = Raw.join("except", "bob")) {
            ann.socket.sendText("from ann");
            assertThat(bob.text()).isEqualTo("from ann");
            await(node.hub().room("except").broadcastExcept(bob.id, "not to bob"));
            await(node.hub().room("except").broadcast("end"));

            assertThat(ann.text()).isEqualTo("not to bob");
            assertThat(ann.text()).isEqualTo("end");
            assertThat(bob.text()).isEqualTo("end");
        }
    }

    @Test
    void roomSizeAndMembersAndInRoomFollowJoinsAndLeaves() {
        try (Raw ann = Raw.join("size", "ann");
                Raw bob = Raw.join("size", "bob")) {
            Hub hub = node.hub();
            assertThat(bob.connection().inRoom("size")).isTrue();
            assertThat(await(hub.room("size").size())).isEqualTo(2);
            assertThat(await(hub.room("size").members()))
                    .extracting(ConnectionInfo::user)
                    .containsExactlyInAnyOrder("ann", "bob");
            assertThat(ann.connection().inRoom("size")).isTrue();
            assertThat(await(hub.join(ann.id, "other"))).isTrue();
            assertThat(await(hub.join(ann.id, "other"))).isFalse();
            assertThat(ann.connection().rooms()).containsExactlyInAnyOrder("size", "other");

            assertThat(await(hub.leave(ann.id, "size"))).isTrue();

            assertThat(ann.connection().inRoom("size")).isFalse();
            assertThat(await(hub.room("size").size())).isEqualTo(1);
            assertThat(await(hub.room("nobody").size())).isZero();
            assertThat(await(hub.join("nobody", "size"))).isFalse();
        }
    }

    @Test
    void getConnectionFindsThoseOfThisNode() {
        try (Raw ann = Raw.join("find", "finder")) {
            assertThat(ann.connection().user()).isEqualTo("finder");
            assertThat(node.hub().connection("nobody")).isEmpty();
            ConnectionInfo info = await(node.hub().find(ann.id)).orElseThrow();
            assertThat(info.user()).isEqualTo("finder");
            assertThat(info.endpoint()).isEqualTo("raw");
            assertThat(info.rooms()).containsExactly("find");
            assertThat(info.node()).isEqualTo(node.node());
            assertThat(await(node.hub().find("nobody"))).isEmpty();
            assertThat(await(node.hub().connections("finder"))).containsExactly(info);
        }
    }

    @Test
    void sendsToUsersToConnectionsAndToAll() {
        try (Raw one = Raw.join("send", "sendee");
                Raw two = Raw.join("send", "sendee")) {
            Hub hub = node.hub();
            assertThat(await(hub.send("sendee", "both"))).isEqualTo(2);
            assertThat(await(hub.send("nobody", "none"))).isZero();
            assertThat(await(hub.sendTo(one.id, "one"))).isTrue();
            assertThat(await(hub.sendTo("nobody", "none"))).isFalse();
            assertThat(await(hub.broadcastExcept("not one", one.id))).isPositive();
            assertThat(await(hub.broadcast("all"))).isGreaterThan(1);

            assertThat(List.of(one.text(), one.text(), one.text())).containsExactly("both", "one", "all");
            assertThat(List.of(two.text(), two.text(), two.text())).containsExactly("both", "not one", "all");
        }
    }

    @Test
    void saysEachKindOfValueInItsOwnWay() {
        try (Raw raw = Raw.join("values", "raw");
                Client client = Client.connect(node.port(), "/clients", Tokens.of("ann"))) {
            client.join("values");
            byte[] bytes = {0, 1, (byte) 0xFF};
            JsonObject object = new JsonObject().put("a", new JsonArray().add(1).add("x"));
            for (Object value : new Object[] {"text", object, Buffer.buffer(bytes), 12.5, true}) {
                await(node.hub().room("values").broadcast(value));
            }
            await(node.hub().room("values").broadcast(null));

            assertThat(raw.text()).isEqualTo("text");
            assertThat(raw.text()).isEqualTo("{\"a\":[1,\"x\"]}");
            RawSocket.Frame binary = raw.socket.readFrame();
            assertThat(binary.opcode()).isEqualTo(2);
            assertThat(binary.payload()).isEqualTo(bytes);
            assertThat(List.of(raw.text(), raw.text(), raw.text())).containsExactly("12.5", "true", "null");

            assertThat(client.next().getString("data")).isEqualTo("text");
            assertThat(client.next().getJsonObject("data")).isEqualTo(object);
            assertThat(client.next().getString("data"))
                    .isEqualTo(Base64.getEncoder().encodeToString(bytes));
            assertThat(client.next().getDouble("data")).isEqualTo(12.5);
            assertThatThrownBy(() -> node.hub().room("values").broadcast(Double.NaN))
                    .isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> node.hub().room("has space")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> node.hub().room("$server")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void clientsOfTheMessageProtocolAndOthersAreInOneRoom() {
        try (Raw raw = Raw.join("mixed", "raw");
                Client client = Client.connect(node.port(), "/clients", Tokens.of("ann"))) {
            assertThat(client.welcome().getString("user")).isEqualTo("ann");
            client.join("mixed");
            client.publish("mixed", new JsonObject().put("from", "ann"));
            assertThat(raw.text()).isEqualTo("{\"from\":\"ann\"}");
            assertThat(client.next().getJsonObject("from").getString("user")).isEqualTo("ann");

            raw.socket.sendText("from raw");

            JsonObject message = client.next();
            assertThat(message.getString("type")).isEqualTo("message");
            assertThat(message.getString("data")).isEqualTo("from raw");
            assertThat(message.getJsonObject("from"))
                    .isEqualTo(new JsonObject(Map.of("user", "raw", "connection", raw.id)));
            assertThat(await(node.hub().room("mixed").size())).isEqualTo(2);
        }
    }

    @Test
    void encodesAMessageOnceForAllWhoWantTheSame() {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawSocket socket = node.open("/counted");
            assertThat(socket.readFrame().text()).isEqualTo("joined");
            sockets.add(socket);
        }

        await(node.hub().room("counted").broadcast("once"));

        sockets.forEach(socket -> assertThat(socket.readFrame().text()).isEqualTo("encoded"));
        assertThat(ENCODED).hasValue(1);
        sockets.forEach(RawSocket::close);
    }

    @Test
    void aVertxHasOneHubAtATime() {
        assertThatThrownBy(() -> await(Hub.start(node.vertx())))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessageContaining("has a hub already");
    }

    @Test
    void publishesToStreamsInOneOrder() {
        try (Raw raw = Raw.join("kept:a", "raw");
                Client client = Client.connect(node.port(), "/clients", Tokens.of("ann"))) {
            for (int i = 1; i <= 20; i++) {
                assertThat(await(node.hub().room("kept:a").broadcast(i))
                                .orElseThrow()
                                .offset())
                        .isEqualTo(i);
            }

            for (int i = 1; i <= 20; i++) {
                assertThat(raw.text()).isEqualTo(Integer.toString(i));
            }
            assertThat(client.join("kept:a").getLong("offset")).isEqualTo(20);
        }
    }

    @Test
    void takesAServersWordForTheirClients() {
        try (Client client = Client.connect(node.port(), "/clients", Tokens.of("ann"))) {
            assertThat(await(node.hub().join(client.id(), "put"))).isTrue();
            await(node.hub().room("put").broadcast("there"));
            assertThat(client.next().getString("data")).isEqualTo("there");
            assertThat(await(node.hub().disconnect(client.id(), 3123, "go"))).isTrue();
            assertThat(client.awaitClose().closeCode()).isEqualTo(3123);
        }
    }

    @Test
    void whatIsSaidAgainWithItsKeyIsStoredOnce() {
        Room room = node.hub().room("kept:once");

        Position first = EmbeddedNode.await(room.broadcastOnce("k", 1)).orElseThrow();
        Position again = EmbeddedNode.await(room.broadcastOnce("k", 1)).orElseThrow();
        Position other = EmbeddedNode.await(room.broadcastOnce("l", 2)).orElseThrow();

        assertThat(again).isEqualTo(first);
        assertThat(other.offset()).isEqualTo(first.offset() + 1);
        assertThatThrownBy(() -> room.broadcastOnce("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> room.broadcastOnce("k".repeat(256), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
