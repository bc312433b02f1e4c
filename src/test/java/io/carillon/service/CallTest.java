package io.carillon.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Application;
import io.carillon.support.Client;
import io.carillon.support.FormatClient;
import io.carillon.support.Packets;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients of two nodes ask a service that is another member of the cluster. */
class CallTest {

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer two;
    private static Application application;
    private static final BlockingQueue<Message<Object>> held = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        String[] settings = {
            "call.timeout=700ms", "call.waiting=3", "auth.default.call=['test.*', '{sub}.*']", "limits.queue=64KiB"
        };
        one = cluster.start(settings);
        two = cluster.start(settings);
        application = new Application(cluster.xml());
        serve("echo", message -> message.reply(message.body()));
        serve("headers", message -> {
            JsonObject headers = new JsonObject();
            message.headers().forEach(entry -> headers.put(entry.getKey(), entry.getValue()));
            message.reply(headers);
        });
        serve("hold", held::add);
        serve("fail", message -> message.fail(418, (String) message.body()));
        serve("binary", message -> message.reply(Buffer.buffer(new byte[] {1, 2, (byte) 0xff})));
        serve("large", message -> message.reply("x".repeat(40_000)));
        serve("beyond", message -> message.reply(new JsonArray().add(BigInteger.ONE.shiftLeft(64))));
    }

    private static void serve(String method, Handler<Message<Object>> handler) {
        application.serve("carillon.call.test." + method, handler);
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
    }

    private static JsonObject call(String method, Object data) {
        return new JsonObject().put("type", "call").put("method", method).put("data", data);
    }

    static Stream<Object> values() {
        return Stream.of(
                null,
                false,
                "text ❄",
                Long.MIN_VALUE,
                0.25,
                List.of(1L, Map.of()),
                Map.of("a", List.of(Map.of("b", Long.MAX_VALUE))));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueGoesThereAndComesBackInEveryFormat(Object value) {
        for (Packets format : Packets.values()) {
            try (FormatClient client =
                    FormatClient.connect(two.port(), "/ws", token("ann"), format, format.subprotocol())) {
                Map<String, Object> answer =
                        client.ask(FormatClient.map("type", "call", "method", "test.echo", "data", value));
                assertThat(answer).containsEntry("type", "reply").containsEntry("result", value);
            }
        }
    }

    /** Without a claim {@code call}. */
    private static String token(String user) {
        return Tokens.of(user);
    }

    @ParameterizedTest
    @EnumSource(Packets.class)
    void aBinaryAnswerIsOneInTheFormatsThatHaveThem(Packets format) {
        try (FormatClient client =
                FormatClient.connect(one.port(), "/ws", token("ann"), format, format.subprotocol())) {
            Object result = client.ask(FormatClient.map("type", "call", "method", "test.binary", "data", null))
                    .get("result");
            assertThat(result).isEqualTo(format == Packets.JSON ? "AQL/" : new byte[] {1, 2, (byte) 0xff});
        }
    }

    @Test
    void theServiceKnowsWhoAsks() {
        JsonObject claims = new JsonObject()
                .put("sub", "bob")
                .put("exp", Tokens.now() + 60)
                .put("role", new JsonArray().add("admin"))
                .put("call", new JsonArray().add("test.headers"));
        try (Client client = Client.connect(two.port(), "/ws", Tokens.sign(claims))) {
            JsonObject headers = client.result(call("test.headers", 1));

            assertThat(headers.fieldNames()).containsExactlyInAnyOrder("user", "connection", "claims");
            assertThat(headers.getString("user")).isEqualTo("bob");
            assertThat(headers.getString("connection")).isEqualTo(client.id());
            JsonObject seen = new JsonObject(headers.getString("claims"));
            assertThat(seen.getJsonArray("role")).containsExactly("admin");
            assertThat(seen.getString("sub")).isEqualTo("bob");
        }
    }

    @Test
    void aCallHoldsNothingElseUp() throws InterruptedException {
        try (Client client = one.connect("ann")) {
            client.send(call("test.hold", "first").put("id", "a"));
            client.send(call("test.hold", "second").put("id", "b"));
            client.join("lobby");
            Message<Object> first = held.take();
            Message<Object> second = held.take();
            second.reply(2);
            assertThat(client.next()).isEqualTo(reply("b", 2L));
            first.reply(1);
            assertThat(client.next()).isEqualTo(reply("a", 1L));
        }
    }

    private static JsonObject reply(String id, Object result) {
        return new JsonObject().put("type", "reply").put("id", id).put("result", result);
    }

    @Test
    void aServiceThatDoesNotAnswerIsATimeoutAndItsLateAnswerIsNobodys() throws InterruptedException {
        try (Client client = two.connect("ann")) {
            JsonObject answer = client.ask(call("test.hold", 1));

            assertThat(answer.getString("code")).isEqualTo("timeout");
            assertThat(answer.getString("reason")).isEqualTo("the service did not answer within 700 ms");
            assertThat(answer.getBoolean("retryable")).isTrue();
            held.take().reply("late");
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void aConnectionWaitsForSoManyAnswersAndNoMore() throws InterruptedException {
        try (Client client = one.connect("ann")) {
            for (int i = 0; i < 4; i++) {
                client.send(call("test.hold", i).put("id", "n" + i));
            }
            JsonObject refused = client.next();
            assertThat(refused.getString("id")).isEqualTo("n3");
            assertThat(refused.getString("code")).isEqualTo("limit_exceeded");
            List<String> answered = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.take().reply(i);
                answered.add(client.next().getString("id"));
            }
            assertThat(answered).containsExactly("n0", "n1", "n2");
            assertThat(client.ask(call("test.echo", 5)).getValue("result")).isEqualTo(5L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "forbidden | forbidden | the service has refused this",
                "not_found: no such order | not_found | no such order",
                "invalid | internal | the service has failed",
                "the database is down: at line 7 | internal | the service has failed",
                "rate_limited: later: please | rate_limited | later: please",
            })
    void whatTheServiceRefusesHasItsCodeAndReason(String said, String code, String reason) {
        try (Client client = one.connect("ann")) {
            JsonObject answer = client.ask(call("test.fail", said));

            assertThat(answer.getString("code")).isEqualTo(code);
            assertThat(answer.getString("reason")).isEqualTo(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "test.nobody, not_found",
        "other.echo, forbidden",
        "test.a:b, forbidden",
        "ann.echo, not_found",
        "bob.echo, forbidden",
        "test.large, too_large",
        "test.beyond, internal"
    })
    void whatCannotBeAskedOrAnsweredHasItsCode(String method, String code) {
        try (Client client = two.connect("ann")) {
            assertThat(client.ask(call(method, 1)).getString("code")).isEqualTo(code);
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void theTokenSaysWhatMayBeCalled() {
        JsonObject claims = new JsonObject()
                .put("sub", "eve")
                .put("exp", Tokens.now() + 60)
                .put("call", new JsonArray().add("other.*"));
        try (Client client = Client.connect(one.port(), "/ws", Tokens.sign(claims))) {
            assertThat(client.ask(call("test.echo", 1)).getString("code")).isEqualTo("forbidden");
            assertThat(client.ask(call("other.echo", 1)).getString("code")).isEqualTo("not_found");
            claims.put("call", new JsonArray().add("test.echo"));
            client.result(new JsonObject().put("type", "refresh").put("token", Tokens.sign(claims)));
            assertThat(client.ask(call("test.echo", 1)).getValue("result")).isEqualTo(1L);
        }
    }

    static Stream<JsonObject> nonsense() {
        return Stream.of(
                new JsonObject().put("type", "call").put("method", "test.echo"),
                new JsonObject().put("type", "call").put("data", 1),
                call("", 1),
                call("m".repeat(256), 1),
                call("test.echo", 1).put("method", 7),
                call("test.echo", new BigInteger("9223372036854775808")));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatIsIllFormedIsABadRequest(JsonObject message) {
        try (Client client = one.connect("ann")) {
            client.socket().sendText(message.put("id", 1).encode());
            assertThat(client.next().getString("code")).isEqualTo("bad_request");
        }
    }

    @Test
    void aCallWithoutAnIdIsAnsweredOnlyWhereItFails() {
        try (Client client = one.connect("ann")) {
            client.send(call("test.echo", 1));
            client.send(call("test.nobody", 1));
            JsonObject error = client.next();
            assertThat(error.getString("code")).isEqualTo("not_found");
            assertThat(error.containsKey("id")).isFalse();
            assertThat(client.result(call("test.headers", 2))).isNotNull();
            assertThat(client.drain()).isEmpty();
        }
    }
}
