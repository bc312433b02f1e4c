package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.HttpAnswer;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rooms that are followed by Server-Sent Events. */
@Timeout(60)
class EventsTest {

    private static TestServer server;
    private static ApiClient api;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "rooms={\"kept:**\": {stream: {size: 1000}}, short: {stream: {size: 2}}, \"present:*\": {presence: true},"
                        + " few: {max-members: 1}}",
                "api.heartbeat=100ms",
                "api.token-in-query=true",
                "auth.jwt.leeway=0s");
        api = new ApiClient(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static long publish(String room, Object data) {
        HttpAnswer answer = api.post("/rooms/" + room + "/messages", Json.encode(data));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().getLong("offset", 0L);
    }

    @Test
    void aReaderGetsMessagesAsAClientDoes() {
        try (Client client = server.connect("ann");
                ApiClient.Events events = api.follow("/rooms/lobby/events")) {
            client.join("lobby");
            client.publish("lobby", new JsonObject().put("text", "hi"));

            ApiClient.Event event = events.next();

            assertThat(event.name()).isEqualTo("message");
            assertThat(event.id()).isEmpty();
            assertThat(event.data()).isEqualTo(client.next());
            assertThat(events.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(events.header("Cache-Control")).isEqualTo("no-store");
            assertThat(events.retry()).isEqualTo("1000");
        }
    }

    @Test
    void lineBreaksOfThePublisherDoNotBreakTheEvent() {
        try (ApiClient.Events events = api.follow("/rooms/pretty/events")) {
            api.post("/rooms/pretty/messages", "{\r\n  \"a\":\n\n\t\"x\\ny\"\r}");

            assertThat(events.next().data().getJsonObject("data")).isEqualTo(new JsonObject().put("a", "x\ny"));
        }
    }

    @Test
    void inAStreamEachMessageSaysWhereItIsAndTheNextReaderGoesOnThere() {
        publish("kept:on", 1);
        String last;
        try (ApiClient.Events events = api.follow("/rooms/kept:on/events")) {
            publish("kept:on", 2);
            ApiClient.Event event = events.next();
            assertThat(event.data().getInteger("data")).isEqualTo(2);
            assertThat(event.id()).endsWith(":2");
            last = event.id();
        }
        publish("kept:on", 3);
        publish("kept:on", 4);

        try (ApiClient.Events header = api.follow("/rooms/kept:on/events", "Last-Event-ID", last);
                ApiClient.Events query = api.follow("/rooms/kept:on/events?lastEventId=" + ApiClient.escaped(last))) {
            publish("kept:on", 5);
            for (ApiClient.Events events : List.of(header, query)) {
                for (int expected = 3; expected <= 5; expected++) {
                    ApiClient.Event event = events.next();
                    assertThat(event.name()).isEqualTo("message");
                    assertThat(event.data().getInteger("data")).isEqualTo(expected);
                    assertThat(event.id()).endsWith(":" + expected);
                }
            }
        }
    }

    @Test
    void aReaderThatHasHeardNothingYetKnowsWhereItIs() throws InterruptedException {
        publish("kept:quiet", 1);
        String last;
        try (ApiClient.Events events = api.follow("/rooms/kept:quiet/events")) {
            while (!events.hasBegun()) {
                Thread.onSpinWait();
            }
            last = events.lastId();
        }
        publish("kept:quiet", 2);

        try (ApiClient.Events events = api.follow("/rooms/kept:quiet/events", "Last-Event-ID", last)) {
            assertThat(events.next().data().getInteger("data")).isEqualTo(2);
        }
    }

    @Test
    void whatCannotBeHadAnyMoreIsAReset() {
        publish("short", 0);
        String epoch = api.get("/rooms/short/messages").json().getString("epoch");
        for (int i = 0; i < 5; i++) {
            publish("short", i);
        }
        for (String from : List.of(epoch + ":1", epoch + ":99", "other:6", "nonsense", ":", epoch + ":x")) {
            try (ApiClient.Events events = api.follow("/rooms/short/events", "Last-Event-ID", from)) {
                ApiClient.Event event = events.next();

                assertThat(event.name()).as(from).isEqualTo("reset");
                assertThat(event.id()).isEqualTo(epoch + ":6");
                assertThat(event.data())
                        .isEqualTo(new JsonObject()
                                .put("type", "reset")
                                .put("room", "short")
                                .put("epoch", epoch)
                                .put("offset", 6));
            }
        }
        try (ApiClient.Events events = api.follow("/rooms/short/events", "Last-Event-ID", epoch + ":4")) {
            assertThat(events.next().data().getLong("offset")).isEqualTo(5);
        }
    }

    @Test
    void whoComesBackToARoomWithoutAStreamIsToldSo() {
        try (ApiClient.Events events = api.follow("/rooms/plain/events", "Last-Event-ID", "epoch:3")) {
            ApiClient.Event event = events.next();

            assertThat(event.name()).isEqualTo("reset");
            assertThat(event.id()).isEmpty();
            assertThat(event.data())
                    .isEqualTo(new JsonObject().put("type", "reset").put("room", "plain"));
        }
    }

    @Test
    void readersAreMembersAndSeeWhoComes() {
        try (ApiClient.Events events = api.follow("/rooms/present:p/events")) {
            JsonObject members = api.get("/rooms/present:p/members").json();
            assertThat(members.getJsonArray("members").getJsonObject(0).getString("connection"))
                    .isEqualTo(events.connection());
            try (Client client = server.connect("ann")) {
                client.join("present:p");

                ApiClient.Event event = events.next();
                assertThat(event.name()).isEqualTo("presence");
                assertThat(event.data().getString("event")).isEqualTo("join");
                assertThat(event.data().getJsonObject("member").getString("user"))
                        .isEqualTo("ann");
            }
            assertThat(events.next().data().getString("event")).isEqualTo("leave");
        }
    }

    @Test
    void readersAreConnectionsThatAreSentToAndClosed() {
        String token = ApiClient.token("reader");
        ApiClient reader = new ApiClient(server.port(), token);
        try (ApiClient.Events events = reader.follow("/rooms/lobby/events")) {
            JsonObject listed = api.get("/connections/" + events.connection()).json();
            assertThat(listed.getString("user")).isEqualTo("reader");
            assertThat(listed.getString("endpoint")).isEqualTo("http");
            assertThat(listed.getJsonArray("rooms")).containsExactly("lobby");

            assertThat(api.post("/users/reader/messages", "7").json().getInteger("delivered"))
                    .isEqualTo(1);
            ApiClient.Event direct = events.next();
            assertThat(direct.name()).isEqualTo("direct");
            assertThat(direct.data().getInteger("data")).isEqualTo(7);

            api.delete("/connections/" + events.connection() + "?reason=enough");
            List<ApiClient.Event> rest = events.rest();
            assertThat(rest).hasSize(1);
            assertThat(rest.get(0).name()).isEqualTo("close");
            assertThat(rest.get(0).data())
                    .isEqualTo(new JsonObject()
                            .put("type", "close")
                            .put("code", 1001)
                            .put("reason", "enough"));
            assertThat(api.get("/connections/" + events.connection()).status()).isEqualTo(404);
        }
    }

    @Test
    void whoGoesAwayIsNoMemberAnyMore() throws InterruptedException {
        ApiClient.Events events = api.follow("/rooms/few/events");
        assertThat(api.get("/rooms/few/events").status()).isEqualTo(429);
        events.close();

        int status = 429;
        for (int i = 0; i < 1000 && status == 429; i++) {
            TimeUnit.MILLISECONDS.sleep(20); // how soon the server hears of it is the system's affair
            try (ApiClient.Events next = api.follow("/rooms/few/events")) {
                assertThat(next.connection()).isNotBlank();
                status = 200;
            } catch (AssertionError full) {
                assertThat(full).hasMessageContaining("limit_exceeded");
            }
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void aQuietReaderHearsThatSomebodyIsThere() {
        try (ApiClient.Events events = api.follow("/rooms/silent/events")) {
            while (events.comments() < 2) {
                Thread.onSpinWait();
            }
            assertThat(events.poll()).isNull();
        }
    }

    @Test
    void aTokenInTheQueryIsEnoughForEvents() {
        ApiClient none = new ApiClient(server.port(), null);
        try (ApiClient.Events events = none.follow("/rooms/q/events?access_token=" + ApiClient.token("s"))) {
            publish("q", 1);
            assertThat(events.next().data().getInteger("data")).isEqualTo(1);
        }
        assertThat(none.get("/info?access_token=" + ApiClient.token("s")).status())
                .isEqualTo(401);
    }

    @Test
    void theEndOfItsTokenEndsAReader() {
        String token = Tokens.sign(new JsonObject()
                .put("sub", "brief")
                .put("exp", Tokens.now() + 6) // time to come in on a machine that stands still for seconds
                .put("scope", "api"));
        try (ApiClient.Events events = new ApiClient(server.port(), token).follow("/rooms/lobby2/events")) {
            assertThat(last(events).getInteger("code")).isEqualTo(4001);
        }
    }

    private static JsonObject last(ApiClient.Events events) {
        List<ApiClient.Event> rest = events.rest();
        return rest.get(rest.size() - 1).data();
    }

    @Test
    void aRevokedTokenEndsAReader() {
        String token = Tokens.sign(new JsonObject()
                .put("sub", "bad")
                .put("jti", "bad-1")
                .put("exp", Tokens.now() + 60)
                .put("scope", "api"));
        try (ApiClient.Events events = new ApiClient(server.port(), token).follow("/rooms/lobby3/events")) {
            assertThat(api.post("/revocations", "{\"jti\": \"bad-1\"}").json().getInteger("affected"))
                    .isEqualTo(1);
            assertThat(last(events).getInteger("code")).isEqualTo(4002);
        }
        assertThat(new ApiClient(server.port(), token)
                        .get("/rooms/lobby3/events")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aNodeThatStopsSaysSoAndNotAllComeBackAtOnce() {
        try (TestServer stopping = TestServer.start("drain.over=200ms")) {
            ApiClient its = new ApiClient(stopping.port());
            try (ApiClient.Events events = its.follow("/rooms/r/events")) {
                CompletableFuture<Void> stopped = stopping.drain();

                List<ApiClient.Event> rest = events.rest();

                assertThat(rest).extracting(ApiClient.Event::name).containsExactly("notice", "close");
                assertThat(rest.get(0).data().getString("event")).isEqualTo("draining");
                assertThat(rest.get(1).data().getInteger("code")).isEqualTo(1012);
                assertThat(Integer.parseInt(events.retry())).isBetween(1000, 5000);
                stopped.join();
            }
        }
    }

    @Test
    void readersCountAsConnections() {
        try (TestServer small = TestServer.start("limits.connections=1")) {
            ApiClient its = new ApiClient(small.port());
            try (ApiClient.Events events = its.follow("/rooms/r/events")) {
                HttpAnswer full = its.get("/rooms/r/events");

                assertThat(events.connection()).isNotBlank();
                assertThat(full.status()).isEqualTo(503);
                assertThat(full.header("Retry-After")).isNotNull();
                assertThat(its.get("/info").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whoComesBackAHundredTimesMissesNothingAndSeesNothingTwice() throws Exception {
        String room = "kept:returning";
        publish(room, 0);
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicLong seen = new AtomicLong();
        CompletableFuture<Long> publisher = CompletableFuture.supplyAsync(() -> publishBefore(seen, room, going));
        String at = "";
        try {
            for (int round = 0; round < 100; round++) {
                String[] from = at.isEmpty() ? new String[0] : new String[] {"Last-Event-ID", at};
                try (ApiClient.Events events = api.follow("/rooms/" + room + "/events", from)) {
                    for (int i = 0; i < 1 + round % 7; i++) {
                        ApiClient.Event event = events.next();
                        assertThat(event.name()).isEqualTo("message");
                        long offset = event.data().getLong("offset");
                        assertThat(seen.get() == 0 || offset == seen.get() + 1)
                                .as("%d behind %d", offset, seen.get())
                                .isTrue();
                        seen.set(offset);
                        at = event.id();
                    }
                }
            }
        } finally {
            going.set(false);
        }
        long published = publisher.get(30, TimeUnit.SECONDS);
        try (ApiClient.Events events = api.follow("/rooms/" + room + "/events", "Last-Event-ID", at)) {
            while (seen.get() < published) {
                assertThat(events.next().data().getLong("offset")).isEqualTo(seen.incrementAndGet());
            }
        }
    }

    /** So far ahead of who reads that the stream, of a thousand messages, still has what it has not seen. */
    private static long publishBefore(AtomicLong seen, String room, AtomicBoolean going) {
        long last = 0;
        while (going.get()) {
            if (last == 0 || last - seen.get() < 500) {
                last = publish(room, 1);
            } else {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return last;
    }
}
