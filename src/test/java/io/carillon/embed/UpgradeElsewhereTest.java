package io.carillon.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.gateway.Connection;
import io.carillon.gateway.Hub;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handlers of an application's route that go on on other threads, or have answered already. */
class UpgradeElsewhereTest {

    private static EmbeddedNode node;

    @BeforeAll
    static void start() {
        node = EmbeddedNode.start(UpgradeElsewhereTest::routes);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void routes(Hub hub, Router router) {
        hub.endpoint("thread")
                .onMessage(Connection::send)
                .mount(router.route("/thread").handler(routing -> {
                    routing.request().pause();
                    new Thread(() -> goOn(routing)).start();
                }));
        hub.endpoint("loop")
                .onMessage(Connection::send)
                .mount(router.route("/loop").handler(routing -> {
                    routing.request().pause();
                    ((VertxInternal) routing.vertx()).createEventLoopContext().runOnContext(nothing -> goOn(routing));
                }));
        hub.endpoint("answered")
                .onMessage(Connection::send)
                .mount(router.route("/answered").handler(routing -> {
                    routing.response().end("answered");
                    routing.next();
                }));
    }

    private static void goOn(RoutingContext routing) {
        routing.request().resume();
        routing.next();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/thread", "/loop"})
    void aConnectionLivesOnTheEventLoopOfItsSocket(String path) {
        for (int i = 0; i < 20; i++) {
            try (RawSocket socket = node.open(path)) {
                for (String text : new String[] {"one", "two"}) {
                    socket.sendText(text);
                    assertThat(socket.readFrame().text()).isEqualTo(text);
                }
            }
        }
    }

    @Test
    void whatWasAnsweredAlreadyTakesNoPlaceAndAllAreGivenBack() {
        node.open("/thread").close();
        for (int i = 0; i < 3; i++) {
            assertThat(node.ask("/answered", Map.of()).status()).isEqualTo(200);
        }
        Eventually.until(Duration.ofSeconds(30), "all places", () -> node.hub().size() == 0);
    }
}
