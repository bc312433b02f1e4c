package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.FormatClient;
import io.carillon.support.TestCluster;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                "limits.message=1KiB",
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
        String bad = "400 bad_request";
        JsonObject room = json("room", "r");
        JsonObject all = json("room", "r", "data", 1);
        JsonObject direct = json("user", "u", "data", 1);
        JsonObject who = json("user", "u");
        JsonObject deep = new JsonObject();
        JsonObject innermost = deep;
        for (int i = 0; i < 64; i++) {
            JsonObject next = new JsonObject();
            innermost.put("a", next);
            innermost = next;
        }
        List<Arguments> rows = new ArrayList<>();
        for (String operation : List.of(
                "publish", "broadcast", "send", "members", "history", "join", "leave", "disconnect", "revoke")) {
            rows.add(Arguments.of(operation, "nothing", null, bad));
            rows.add(Arguments.of(operation, "text", "text", bad));
            rows.add(Arguments.of(operation, "a list", new JsonArray().add(room), bad));
            rows.add(Arguments.of(operation, "an empty map", new JsonObject(), bad));
        }
        for (String operation : List.of("publish", "members", "history", "join", "leave", "disconnect")) {
            JsonObject around = json("data", 1);
            if (!List.of("publish", "members", "history").contains(operation)) {
                around.put("user", "u");
            }
            rows.add(Arguments.of(
                    operation, "a room with white space", around.copy().put("room", "a b"), bad));
            rows.add(Arguments.of(operation, "a room with *", around.copy().put("room", "a*"), bad));
            rows.add(Arguments.of(operation, "an empty room", around.copy().put("room", ""), bad));
            rows.add(Arguments.of(operation, "a long room", around.copy().put("room", "r".repeat(256)), bad));
            rows.add(Arguments.of(operation, "a number as room", around.copy().put("room", 1), bad));
            rows.add(Arguments.of(operation, "null as room", around.copy().putNull("room"), bad));
            if (!operation.equals("disconnect")) {
                String forbidden = "403 forbidden";
                rows.add(Arguments.of(operation, "$server", around.copy().put("room", "$server"), forbidden));
                rows.add(Arguments.of(operation, "another $ room", around.copy().put("room", "$x"), forbidden));
            }
        }
        for (String operation : List.of("send", "join", "leave", "disconnect")) {
            JsonObject around = all.copy();
            rows.add(Arguments.of(operation, "nobody", around.copy(), bad));
            rows.add(Arguments.of(
                    operation, "two", around.copy().put("user", "u").put("connection", "c"), bad));
            rows.add(Arguments.of(operation, "a number as user", around.copy().put("user", 1), bad));
            rows.add(Arguments.of(operation, "an empty user", around.copy().put("user", ""), bad));
            rows.add(Arguments.of(operation, "a long user", around.copy().put("user", "u".repeat(256)), bad));
            rows.add(Arguments.of(operation, "null as connection", around.copy().putNull("connection"), bad));
        }
        for (String operation : List.of("publish", "broadcast", "send")) {
            JsonObject around = operation.equals("send") ? who : room;
            rows.add(Arguments.of(operation, "no data", around, bad));
            rows.add(Arguments.of(
                    operation,
                    "a large integer",
                    around.copy().put("data", new BigInteger("9223372036854775808")),
                    bad));
            rows.add(Arguments.of(operation, "nested too deep", around.copy().put("data", deep), bad));
            rows.add(Arguments.of(operation, "a key with NUL", around.copy().put("data", json("\0", 1)), bad));
            rows.add(Arguments.of(
                    operation, "large data", around.copy().put("data", "x".repeat(1023)), "413 too_large"));
        }
        rows.add(Arguments.of("publish", "an empty key", all.copy().put("key", ""), bad));
        rows.add(Arguments.of("publish", "a long key", all.copy().put("key", "k".repeat(256)), bad));
        rows.add(Arguments.of("publish", "a number as key", all.copy().put("key", 1), bad));
        rows.add(Arguments.of("publish", "an empty user", all.copy().put("user", ""), bad));
        rows.add(Arguments.of(
                "publish", "a user with a control character", all.copy().put("user", "a\nb"), bad));
        rows.add(Arguments.of("broadcast", "a text as exceptions", direct.copy().put("except", "c"), bad));
        rows.add(Arguments.of(
                "broadcast", "a number as an exception", direct.copy().put("except", new JsonArray().add(1)), bad));
        rows.add(Arguments.of(
                "publish",
                "data that does not fit a schema",
                json("room", "orders", "data", json("qty", 0)),
                "422 invalid_data"));
        rows.add(Arguments.of("members", "no presence", room, "404 not_found"));
        rows.add(Arguments.of("history", "no stream", room, "404 not_found"));
        for (Object wrong : new Object[] {-1, 1001, "1", 1.5, null}) {
            rows.add(Arguments.of("history", "limit " + wrong, room.copy().put("limit", wrong), bad));
        }
        rows.add(Arguments.of("history", "since below 0", room.copy().put("since", -1), bad));
        rows.add(Arguments.of("history", "a text as reverse", room.copy().put("reverse", "yes"), bad));
        for (String listing : List.of("rooms", "connections")) {
            rows.add(Arguments.of(listing, "a text", "text", bad));
            for (Object wrong : new Object[] {0, 1001, "1", null}) {
                rows.add(Arguments.of(listing, "limit " + wrong, json("limit", wrong), bad));
            }
            for (String name : List.of("match", "user", "room", "node", "cursor")) {
                rows.add(Arguments.of(listing, "a number as " + name, json(name, 1), bad));
            }
            rows.add(Arguments.of(listing, "no cursor of ours", json("cursor", "!"), bad));
            rows.add(Arguments.of(listing, "a cursor that is no text", json("cursor", "_w"), bad));
        }
        for (Object code : new Object[] {999, 1002, 1005, 1006, 1009, 1015, 3000, 5000, "1001", 1001.5, null}) {
            rows.add(Arguments.of("disconnect", "code " + code, who.copy().put("code", code), bad));
        }
        rows.add(Arguments.of("disconnect", "a long reason", who.copy().put("reason", "é".repeat(62)), bad));
        rows.add(Arguments.of("leave", "a number as reason", who.copy().put("reason", 1), bad));
        rows.add(Arguments.of("join", "no room", who, bad));
        return rows.stream();
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
        assertThat(heard.poll(10, TimeUnit.SECONDS))
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

        assertThat(heard.poll(10, TimeUnit.SECONDS)).extracting(Message::body).isEqualTo(2);
    }
}
