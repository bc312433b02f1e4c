package io.carillon.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Application;
import io.carillon.support.BridgeClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.FormatClient;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.carillon.support.TraceCollector;
import io.carillon.support.TraceCollector.Received;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages over two nodes that tell a collector of OpenTelemetry, over HTTP, and a third one that does not. */
@Timeout(60)
class TracedMessagesTest {

    private static final String SPAN = "00f067aa0ba902b7";
    private static final String TOKEN = "collector-secret";

    private static TraceCollector collector;
    private static TestCluster cluster;
    private static TestServer first;
    private static TestServer second;
    private static TestServer silent;
    private static Application application;

    private final String trace = trace();

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Path schema = Files.writeString(directory.resolve("text.json"), "{\"type\": \"string\"}");
        collector = new TraceCollector();
        cluster = new TestCluster(directory);
        String rooms =
                "rooms={\"s:*\": {stream: {size: 10}}, \"b:*\": {bus: true}, \"j:*\": {schema: \"" + schema + "\"}}";
        String allow = "auth.default={allow: {\"**\": [join, publish]}, call: [\"*\"]}";
        String tracing =
                "tracing={endpoint: \"" + collector.endpoint() + "\", sample: 0, service: chat, token: " + TOKEN + "}";
        first = cluster.start(rooms, allow, tracing, "bridge.tcp.port=0");
        second = cluster.start(rooms, allow, tracing);
        silent = cluster.start(rooms, allow);
        first.awaitNodes(3);
        second.awaitNodes(3);
        silent.awaitNodes(3);
        application = new Application(cluster.xml());
    }

    @AfterAll
    static void stop() {
        application.close();
        cluster.close();
        collector.close();
    }

    private static String trace() {
        byte[] bytes = new byte[16];
        ThreadLocalRandom.current().nextBytes(bytes);
        bytes[0] = 1;
        return HexFormat.of().formatHex(bytes);
    }

    private String parent(boolean sampled) {
        return "00-" + trace + '-' + SPAN + (sampled ? "-01" : "-00");
    }

    private static HttpAnswer post(TestServer node, String room, String... headers) {
        HttpAnswer answer =
                new ApiClient(node.port()).post("/rooms/" + ApiClient.escaped(room) + "/messages", "1", headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @Test
    void oneTraceGoesFromARequestOverTheBusToTheMembersOfTheOtherNode() {
        try (Client here = first.connect("ada");
                Client there = second.connect("bob");
                Client alsoThere = second.connect("cyd")) {
            here.join("r1");
            there.join("r1");
            alsoThere.join("r1");

            post(first, "r1", "traceparent", parent(true), "tracestate", "rojo=1");

            assertThat(there.next().getString("room")).isEqualTo("r1");
            Received publish = collector.await(trace, "publish", 1).get(0);
            List<Received> deliveries = collector.await(trace, "deliver", 2);
            assertThat(publish.parent()).isEqualTo(SPAN);
            assertThat(publish.kind()).isEqualTo("SPAN_KIND_PRODUCER");
            assertThat(publish.state()).isEqualTo("rojo=1");
            assertThat(publish.attributes())
                    .containsEntry("messaging.system", "carillon")
                    .containsEntry("messaging.destination.name", "r1")
                    .containsEntry("carillon.service", "http");
            assertThat(publish.resource())
                    .containsEntry("service.name", "chat")
                    .containsEntry("service.instance.id", first.carillon().node());
            assertThat(deliveries)
                    .allSatisfy(span -> assertThat(span.parent()).isEqualTo(publish.id()))
                    .allSatisfy(span -> assertThat(span.kind()).isEqualTo("SPAN_KIND_CONSUMER"))
                    .allSatisfy(span -> assertThat(span.state()).isEqualTo("rojo=1"))
                    .extracting(span -> span.resource().get("service.instance.id")
                            + ' '
                            + span.attributes().get("carillon.members"))
                    .containsExactlyInAnyOrder(
                            first.carillon().node() + " 1", second.carillon().node() + " 2");
            assertThat(collector.authorizations()).isNotEmpty().containsOnly("Bearer " + TOKEN);
        }
    }

    @Test
    void theWayIntoAStreamIsAPartOfIt() {
        try (Client member = second.connect("bob")) {
            member.join("s:1");

            JsonObject at = post(first, "s:1", "traceparent", parent(true)).json();

            Received publish = collector.await(trace, "publish", 1).get(0);
            Received append = collector.await(trace, "append", 1).get(0);
            Received deliver = collector.await(trace, "deliver", 1).get(0);
            assertThat(append.parent()).isEqualTo(publish.id());
            assertThat(deliver.parent()).isEqualTo(publish.id());
            assertThat(append.attributes())
                    .containsEntry("messaging.message.id", at.getString("epoch") + ':' + at.getLong("offset"));
        }
    }

    @Test
    void servicesThatGetARoomsMessagesAreAPartOfIt() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.b:1");

        post(first, "b:1", "traceparent", parent(true));

        Message<Object> message = heard.poll(10, TimeUnit.SECONDS);
        Received publish = collector.await(trace, "publish", 1).get(0);
        assertThat(message.headers().get("traceparent")).isEqualTo("00-" + trace + '-' + publish.id() + "-01");
    }

    @Test
    void whatComesByTheEventBusOrTheBridgeIsAPartOfItToo() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.b:2");
        JsonObject body = new JsonObject().put("room", "b:2").put("data", 1);
        String address = "carillon.publish";
        for (int i = 0; i < 3; i++) { // at another node each
            Application.await(application
                    .bus()
                    .request(address, body, new DeliveryOptions().addHeader("traceparent", parent(true))));
        }
        for (int i = 0; i < 3; i++) {
            heard.poll(10, TimeUnit.SECONDS);
        }
        assertThat(collector.spans().stream().filter(span -> span.name().equals("forward")))
                .allSatisfy(span -> assertThat(span.kind()).isEqualTo("SPAN_KIND_PRODUCER"));

        try (BridgeClient bridge = BridgeClient.of(first.carillon().bridgePort().getAsInt(), BridgeClient.token())) {
            JsonObject frame = BridgeClient.frame(
                            "send",
                            address,
                            "replyAddress",
                            "x",
                            "body",
                            body.put("room", "s:2").getMap())
                    .put("headers", new JsonObject().put("traceparent", parent(true)));
            bridge.write(frame);
            assertThat(bridge.read().getString("type")).isEqualTo("message");
        }
        List<Received> appends = collector.await(trace, "append", 1);
        assertThat(appends.get(0).attributes()).containsEntry("messaging.destination.name", "s:2");
    }

    @Test
    void whatNobodyKeepsIsNotToldAndNotPassedOn() throws InterruptedException {
        BlockingQueue<Message<Object>> heard = application.listen("carillon.room.b:3");
        String unsampled = parent(false);

        post(first, "b:3", "traceparent", unsampled);
        post(first, "b:3");
        post(first, "b:3", "traceparent", "00-nonsense");
        post(silent, "b:3", "traceparent", parent(true));

        for (int i = 0; i < 4; i++) {
            assertThat(heard.poll(10, TimeUnit.SECONDS).headers().names()).doesNotContain("traceparent", "tracestate");
        }
        assertThat(collector.spans()).noneMatch(span -> span.trace().equals(trace));
    }

    @Test
    void aNodeThatTellsNobodyDeliversAllTheSame() {
        try (Client member = silent.connect("eve")) {
            member.join("r2");

            post(first, "r2", "traceparent", parent(true));

            assertThat(member.next().getInteger("data")).isEqualTo(1);
            collector.await(trace, "publish", 1);
        }
    }

    @Test
    void aRefusalIsAFailure() {
        HttpAnswer answer = new ApiClient(first.port()).post("/rooms/j:1/messages", "1", "traceparent", parent(true));

        assertThat(answer.status()).isEqualTo(422);
        Received publish = collector.await(trace, "publish", 1).get(0);
        assertThat(publish.failed()).isTrue();
        assertThat(publish.attributes()).containsEntry("error.type", "invalid_data");
    }

    @Test
    void aClientsHandshakeIsReferredToAndDecidesNothing(@TempDir Path directory) {
        try (TraceCollector own = new TraceCollector();
                TestServer server = TestServer.start(
                        "tracing={endpoint: \"" + own.endpoint() + "\", sample: 1}",
                        "auth.default={allow: {\"**\": [join, publish]}, call: [\"*\"]}");
                Client client = Client.connect(
                        new RawSocket(server.port()),
                        "/ws",
                        Tokens.of("ada") // and another header behind it
                                + "\r\ntraceparent: " + parent(true))) {
            client.join("r");
            client.publish("r", FormatClient.map("a", 1));
            client.ask(new JsonObject(FormatClient.map("type", "call", "method", "none", "data", 1)));

            eventually(() -> own.spans().stream()
                    .map(Received::name)
                    .toList()
                    .containsAll(List.of("publish", "deliver", "call")));
            Received publish = own.spans().stream()
                    .filter(span -> span.name().equals("publish"))
                    .findFirst()
                    .orElseThrow();
            Received call = own.spans().stream()
                    .filter(span -> span.name().equals("call"))
                    .findFirst()
                    .orElseThrow();
            assertThat(publish.trace()).isNotEqualTo(trace);
            assertThat(publish.links()).containsExactly(trace);
            assertThat(publish.attributes()).containsEntry("carillon.connection", client.id());
            assertThat(call.failed()).isTrue();
            assertThat(call.attributes())
                    .containsEntry("error.type", "not_found")
                    .containsEntry("rpc.method", "none");
        }
    }

    @Test
    void aServiceThatIsCalledIsAPartOfIt() throws InterruptedException {
        try (TraceCollector own = new TraceCollector();
                TestServer server = cluster.start(
                        "tracing={endpoint: \"" + own.endpoint() + "\", sample: 1}", "auth.default={call: [\"*\"]}");
                Client client = server.connect("ada")) {
            application.serve(
                    "carillon.call.trace.me",
                    message -> message.reply(message.headers().get("traceparent")));

            JsonObject answer = client.ask(
                    new JsonObject(FormatClient.map("type", "call", "id", 1, "method", "trace.me", "data", 1)));

            eventually(() -> !own.spans().isEmpty());
            Received call = own.spans().get(0);
            assertThat(answer.getValue("result")).isEqualTo("00-" + call.trace() + '-' + call.id() + "-01");
        }
    }

    private static void eventually(BooleanSupplier condition) {
        Eventually.until(Duration.ofSeconds(10), "the collector has it", condition);
    }
}
