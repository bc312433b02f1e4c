package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.FormatClient;
import io.carillon.support.TestCluster;
import io.carillon.support.WrongInput;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the addresses on the event bus do not take, and what they say then. */
class BusRefusalsTest {

    private static TestCluster cluster;
    private static Application application;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        cluster.start("limits.message=" + WrongInput.LIMIT, "rooms={heard: {bus: true}}");
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    private static JsonObject json(Object... entries) {
        return new JsonObject(FormatClient.map(entries));
    }

    static Stream<Arguments> refused() {
        return WrongInput.rows().stream()
                .map(row -> Arguments.of(row.operation(), row.what(), row.body(), row.failure()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("refused")
    void whatIsWrongIsRefusedWithItsCode(String operation, String what, Object body, String failure) {
        assertThat(application.failure("carillon." + operation, body)).isEqualTo(failure);
    }

    @Test
    void whoAsksForTheReasonIsToldIt() {
        DeliveryOptions options = new DeliveryOptions().addHeader("reason", "true");

        assertThat(application.failure("carillon.publish", json("room", "r"), options))
                .isEqualTo("400 bad_request: data is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"welcome", "refresh", "ping"})
    void whatIsNoServicesHasNoAddress(String operation) {
        assertThat(application.failure("carillon." + operation, new JsonObject()))
                .contains("No handlers");
    }

    @Test
    void whatIsPublishedInsteadOfSentIsNotDoneByAnybody() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.heard");
        application.bus().publish("carillon.publish", json("room", "heard", "data", 1));
        application.ask("carillon.publish", json("room", "heard", "data", 2));

        assertThat(heard.poll(10, TimeUnit.SECONDS)).extracting(Message::body).isEqualTo(2);
    }
}
