package io.carillon.embed;

import static io.carillon.support.EmbeddedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.gateway.ConnectionInfo;
import io.carillon.gateway.Hub;
import io.carillon.support.Client;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two applications, each with a hub, and a Carillon server, in one cluster. */
class EmbeddedClusterTest {

    private static final String ROOMS = "rooms: {'kept:*': {stream: true}}\n";

    private static TestCluster cluster;
    private static TestServer server;
    private static EmbeddedNode here;
    private static EmbeddedNode there;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        server = cluster.start("rooms={\"kept:*\": {stream: true}}");
        here = EmbeddedNode.start(Optional.of(cluster.xml()), ROOMS, EmbeddedClusterTest::routes);
        there = EmbeddedNode.start(Optional.of(cluster.xml()), ROOMS, EmbeddedClusterTest::routes);
    }

    private static void routes(Hub hub, Router router) {
        hub.endpoint("raw")
                .user(routing -> routing.queryParam("user").stream().findFirst().orElse(null))
                .onOpen(connection -> connection
                        .join(connection.pathParam("room"))
                        .onSuccess(joined -> connection.sendText(connection.id())))
                .onMessage((connection, message) ->
                        hub.room(connection.pathParam("room")).broadcastExcept(connection, message))
                .mount(router, "/ws/:room");
    }

    @AfterAll
    static void stop() {
        there.close();
        here.close();
        cluster.close();
    }

    @Test
    void roomSizeAndMembersCountBothNodes() {
        try (RawSocket one = here.open("/ws/size?user=one");
                RawSocket two = there.open("/ws/size?user=two");
                Client three = server.connect("three")) {
            one.readFrame();
            two.readFrame();
            three.join("size");

            assertThat(await(here.hub().room("size").size())).isEqualTo(3);
            assertThat(await(there.hub().room("size").members()))
                    .extracting(ConnectionInfo::user)
                    .containsExactlyInAnyOrder("one", "two", "three");
            assertThat(await(server.carillon().hub().room("size").size())).isEqualTo(3);
        }
    }

    @Test
    void broadcastExceptReachesAllNodesButOneConnection() {
        try (RawSocket one = here.open("/ws/except");
                RawSocket two = there.open("/ws/except");
                Client three = server.connect("three")) {
            String first = one.readFrame().text();
            two.readFrame();
            three.join("except");

            one.sendText("from one");
            assertThat(two.readFrame().text()).isEqualTo("from one");
            assertThat(three.next().getString("data")).isEqualTo("from one");
            await(there.hub().room("except").broadcastExcept(first, "not to one"));
            assertThat(two.readFrame().text()).isEqualTo("not to one");
            assertThat(three.next().getString("data")).isEqualTo("not to one");
            await(there.hub().broadcastExcept("nor this", first));
            assertThat(two.readFrame().text()).isEqualTo("nor this");
            await(here.hub().room("except").broadcast("all"));
            assertThat(one.readFrame().text()).isEqualTo("all");
        }
    }

    @Test
    void sendsToUsersAndConnectionsOfTheOtherNode() {
        try (RawSocket two = there.open("/ws/send?user=far")) {
            String id = two.readFrame().text();

            assertThat(await(here.hub().send("far", "to the user"))).isEqualTo(1);
            assertThat(await(here.hub().sendTo(id, "to the connection"))).isTrue();

            assertThat(two.readFrame().text()).isEqualTo("to the user");
            assertThat(two.readFrame().text()).isEqualTo("to the connection");
        }
    }

    @Test
    void looksUpAndMovesConnectionsOfTheOtherNode() {
        try (RawSocket two = there.open("/ws/look?user=looked")) {
            String id = two.readFrame().text();
            Hub hub = here.hub();

            assertThat(hub.connection(id)).isEmpty();
            assertThat(there.hub().connection(id)).isPresent();
            assertThat(await(hub.find(id)).orElseThrow().node()).isEqualTo(there.node());
            assertThat(await(hub.connections("looked")))
                    .extracting(ConnectionInfo::id)
                    .containsExactly(id);
            assertThat(await(hub.join(id, "moved"))).isTrue();
            assertThat(await(hub.find(id)).orElseThrow().rooms()).containsExactlyInAnyOrder("look", "moved");
            assertThat(await(hub.leave(id, "moved"))).isTrue();
            assertThat(await(hub.leave(id, "moved"))).isFalse();
            assertThat(await(hub.disconnect(id, 4711, "enough"))).isTrue();
            assertThat(two.readFrame().closeCode()).isEqualTo(4711);
        }
    }

    @Test
    void everybodyPublishesToOneStreamInOneOrder() {
        try (RawSocket one = here.open("/ws/kept:all");
                RawSocket two = there.open("/ws/kept:all");
                Client three = server.connect("three")) {
            one.readFrame();
            two.readFrame();
            three.join("kept:all");
            for (int i = 1; i <= 30; i += 3) {
                await(here.hub().room("kept:all").broadcast(i));
                await(there.hub().room("kept:all").broadcast(i + 1));
                three.publish("kept:all", i + 2);
            }

            for (int i = 1; i <= 30; i++) {
                assertThat(one.readFrame().text()).isEqualTo(Integer.toString(i));
                assertThat(two.readFrame().text()).isEqualTo(Integer.toString(i));
                assertThat(three.next().getLong("offset")).isEqualTo(i);
            }
        }
    }

    @Test
    void aVertxThatKnowsNothingOfStreamsIsRefusedWithAReason() {
        Vertx plain = Vertx.vertx();
        try {
            assertThatThrownBy(() -> await(Hub.start(plain)))
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .rootCause()
                    .hasMessageContaining("ClusteredVertx.prepare");
        } finally {
            await(plain.close());
        }
    }
}
