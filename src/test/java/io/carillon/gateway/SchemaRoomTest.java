package io.carillon.gateway;

import static io.carillon.support.FormatClient.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.HttpAnswer;
import io.carillon.support.MemoryStreams;
import io.carillon.support.Packets;
import io.carillon.support.RawSocket;
import io.carillon.support.Scenario;
import io.carillon.support.SchemaRegistry;
import io.carillon.support.SchemaRegistry.Mood;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rooms with a schema, over real sockets. */
class SchemaRoomTest {

    private static final String ORDER = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "required": ["symbol", "qty"],
              "properties": {
                "symbol": {"type": "string", "maxLength": 8},
                "qty": {"type": "integer", "minimum": 1},
                "at": {"type": "string", "format": "date-time"},
                "blob": {"type": "string", "pattern": "^[A-Za-z0-9+/]*=*$"},
                "lines": {"type": "array", "items": {"type": "number"}}
              },
              "additionalProperties": false
            }
            """;

    @TempDir
    private static Path directory = Path.of("");

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(directory.resolve("order.json"), ORDER);
        server = TestServer.start(
                new MemoryStreams(),
                "endpoints={carillon: {}, zenith: {preset: zenith}}",
                "rooms={\"orders:**\": {schema: \"" + file + "\"}, \"orders:kept\": {stream: true},"
                        + " \"orders:free\": {schema: false}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static FormatClient connect(String user, Packets packets) {
        return FormatClient.connect(server.port(), "/ws", Tokens.of(user), packets, packets.subprotocol());
    }

    @ParameterizedTest
    @EnumSource
    void aConversationIsTheSameInEveryFormat(Packets packets) {
        Map<String, String> known = Map.of("node", server.carillon().node(), "format", packets.format());

        new Scenario(user -> connect(user, packets), known).play("schemas.txt");
    }

    @ParameterizedTest
    @EnumSource
    void bytesAndTimesAreTheStringsThatJsonHasForThem(Packets packets) {
        try (FormatClient client = connect("ann", packets)) {
            client.join("orders:a");
            Object time =
                    packets == Packets.JSON ? "2026-11-21T11:22:33.456Z" : Instant.parse("2026-11-21T11:22:33.456Z");
            Object bytes = packets == Packets.JSON ? "AAH/gA==" : new byte[] {0, 1, (byte) 0xFF, (byte) 0x80};

            client.publish("orders:a", map("symbol", "ACME", "qty", 1L, "at", time, "blob", bytes));
            Map<String, Object> refused =
                    client.ask(map("type", "publish", "room", "orders:a", "data", map("symbol", bytes, "qty", time)));

            assertThat(refused).containsEntry("code", "invalid_data");
            assertThat(String.valueOf(refused.get("paths")))
                    .contains("/qty", "found \"2026-11-21T11:22:33.456Z\": string found, integer expected");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLegacyClientIsToldTheSame(Packets packets) {
        String old = Map.of(Packets.JSON, "ZenithJson", Packets.MSGPACK, "ZenithMsgPack", Packets.BSON, "ZenithBson")
                .get(packets);
        try (FormatClient client =
                FormatClient.connect(server.port(), "/Zenith?version=1.6", Tokens.of("old"), packets, old)) {
            client.join("orders:kept");

            Map<String, Object> refused =
                    client.ask(map("type", "publish", "room", "orders:kept", "data", map("symbol", "ACME", "qty", 0L)));

            assertThat(refused).containsEntry("code", "invalid_data").containsEntry("retryable", false);
            assertThat(refused.get("paths"))
                    .isEqualTo(List.of(map("path", "/qty", "reason", "found 0: must have a minimum value of 1")));
            assertThat(client.result(
                            map("type", "publish", "room", "orders:kept", "data", map("symbol", "ACME", "qty", 1L))))
                    .isEmpty();
        }
    }

    @Test
    void whatDoesNotFitIsNotStored() {
        try (Client client = server.connect("ann")) {
            client.join("orders:kept");
            client.publish("orders:kept", new JsonObject().put("symbol", "A").put("qty", 1));
            JsonObject refused = client.ask(
                    Client.message("publish", "orders:kept").put("key", "k").put("data", new JsonObject()));

            JsonObject again = client.ask(Client.message("publish", "orders:kept")
                    .put("key", "k")
                    .put("data", new JsonObject().put("symbol", "A").put("qty", 2)));
            JsonObject history = client.result(Client.message("history", "orders:kept"));

            assertThat(refused.getString("code")).isEqualTo("invalid_data");
            assertThat(again.getJsonObject("result").containsKey("duplicate")).isFalse();
            assertThat(history.getJsonArray("messages").stream()
                            .map(message ->
                                    ((JsonObject) message).getJsonObject("data").getValue("symbol")))
                    .doesNotContainNull();
        }
    }

    @Test
    void aNodeWithoutItsRegistryIsNotReadyAndPublishesOnlyElsewhere() {
        try (SchemaRegistry registry = new SchemaRegistry().put("s", "{\"type\": \"number\"}")) {
            registry.mood(Mood.BROKEN);
            try (TestServer waiting = startWith(registry);
                    Client client = waiting.connect("ann")) {
                client.join("a");
                client.join("b");
                JsonObject unavailable =
                        client.ask(Client.message("publish", "a").put("data", 1));

                assertThat(ready(waiting)).isEqualTo(503);
                assertThat(unavailable.getString("code")).isEqualTo("unavailable");
                assertThat(unavailable.getBoolean("retryable")).isTrue();
                client.publish("b", 1);

                registry.mood(Mood.WELL);
                SchemaRegistry.until(() -> ready(waiting) == 200);
                client.publish("a", 1);
            }
        }
    }

    @Test
    void aNewVersionChangesWhatIsAcceptedWithoutARestart() {
        try (SchemaRegistry registry = new SchemaRegistry().put("s", "{\"type\": \"number\"}");
                TestServer running = startWith(registry);
                Client client = running.connect("ann")) {
            client.join("a");
            client.publish("a", 1);

            registry.put("s", "{\"type\": \"string\"}");

            SchemaRegistry.until(() -> code(client, 1).equals("invalid_data"));
            client.publish("a", "x");
        }
    }

    private static TestServer startWith(SchemaRegistry registry) {
        return TestServer.start(
                "schemas.registry={url: \"" + registry.url() + "\", refresh: 1s}",
                "rooms={a: {schema: {subject: s, version: latest}}}");
    }

    private static String code(Client client, Object data) {
        return client.ask(Client.message("publish", "a").put("data", data)).getString("code", "none");
    }

    private static int ready(TestServer of) {
        try (RawSocket socket = new RawSocket(of.managementPort())) {
            HttpAnswer answer = socket.request("GET /health/ready HTTP/1.1", Map.of("Host", List.of("localhost")));
            return answer.status();
        }
    }
}
