package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.FormatClient;
import io.carillon.support.TestCluster;
import io.carillon.support.WrongInput;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
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
    static void start(@TempDir Path directory) throws IOException {
        cluster = new TestCluster(directory);
        cluster.start(
                "limits.message=" + WrongInput.LIMIT,
                "rooms={heard: {bus: true}, orders: {bus: true, schema: \"" + schema(directory) + "\"}}");
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    /** What data in the room {@code orders} has to fit, in a file. */
    static Path schema(Path directory) throws IOException {
        return Files.writeString(directory.resolve("order.json"), """
                {"required": ["symbol"], "properties": {"qty": {"type": "integer", "minimum": 1}}}
                """);
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

    @Test
    void whoeverAsksForTheReasonIsToldAllPlacesThatDoNotFitASchema() throws InterruptedException {
        DeliveryOptions options = new DeliveryOptions().addHeader("reason", "true");
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.orders");

        String failure =
                application.failure("carillon.publish", json("room", "orders", "data", json("qty", 0)), options);
        application.ask("carillon.publish", json("room", "orders", "data", json("symbol", "ACME", "qty", 1)));

        assertThat(failure.lines())
                .hasSize(3)
                .startsWith("422 invalid_data: data does not fit the room's schema: /qty: found 0: must have a minimum"
                        + " value of 1, and 1 more")
                .contains(": required property 'symbol' not found", "/qty: found 0: must have a minimum value of 1");
        assertThat(heard.poll(30, TimeUnit.SECONDS))
                .extracting(Message::body)
                .isEqualTo(json("symbol", "ACME", "qty", 1));
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

        assertThat(heard.poll(30, TimeUnit.SECONDS)).extracting(Message::body).isEqualTo(2);
    }
}
