package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a connection while its token grows old. */
class RefreshTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(
                "endpoints={carillon: {}, other: {preset: carillon, path: /other}}", "limits.messages-per-second=0");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonObject claims(String user, long seconds) {
        JsonObject allow =
                new JsonObject().put("**", new JsonArray().add("join").add("publish"));
        return new JsonObject()
                .put("sub", user)
                .put("exp", Tokens.now() + seconds)
                .put("allow", allow);
    }

    private static Client connect(JsonObject claims) {
        return Client.connect(server.port(), "/ws", Tokens.sign(claims));
    }

    private static JsonObject refresh(String token) {
        return new JsonObject().put("type", "refresh").put("token", token);
    }

    private static JsonObject refresh(JsonObject claims) {
        return refresh(Tokens.sign(claims));
    }

    private static void assertRefused(JsonObject answer, String code, String reason) {
        assertThat(answer.getString("type")).isEqualTo("error");
        assertThat(answer.getString("code")).isEqualTo(code);
        assertThat(answer.getString("reason")).contains(reason);
    }

    /** A machine may stand still at any moment; that it is told and closed in time has to be seen once. */
    @Test
    void whoDoesNothingIsToldAndClosed() {
        boolean inTime = false;
        for (int i = 0; i < 5 && !inTime; i++) {
            inTime = isToldAndClosedInTime();
        }
        assertThat(inTime).isTrue();
    }

    private static boolean isToldAndClosedInTime() {
        long began = System.currentTimeMillis();
        try (Client client = connect(claims("ann", 4))) {
            long expires = client.welcome().getLong("expires");

            JsonObject notice = client.next();
            long told = System.currentTimeMillis();
            RawSocket.Frame close = client.awaitClose();
            long closed = System.currentTimeMillis();

            assertThat(notice.getString("type")).isEqualTo("notice");
            assertThat(notice.getString("event")).isEqualTo("expiring");
            assertThat(told + notice.getLong("in")).isGreaterThan(expires - 50);
            assertThat(close.closeCode()).isEqualTo(4001);
            assertThat(close.closeReason()).isEqualTo("the token expired");
            assertThat(closed).isGreaterThanOrEqualTo(expires);
            long half = (expires - began) / 2;
            return told + notice.getLong("in") <= expires + 500
                    && told - began >= half - 200
                    && told - began <= half + 700
                    && closed <= expires + 1_000;
        }
    }

    @Test
    void whoRefreshesStays() {
        try (Client client = connect(claims("ann", 7))) { // time for a machine that stands still for seconds
            client.join("lobby");
            long old = client.welcome().getLong("expires");
            assertThat(client.next().getString("event")).isEqualTo("expiring");
            JsonObject renewed = claims("ann", 8);

            JsonObject result = client.result(refresh(renewed));

            assertThat(result).isEqualTo(new JsonObject().put("expires", renewed.getLong("exp") * 1000));
            assertThat(client.next().getString("event")).isEqualTo("expiring"); // of the new one
            assertThat(System.currentTimeMillis()).isGreaterThan(old - 1_000);
            client.publish("lobby", "still here");
            assertThat(client.next().getString("data")).isEqualTo("still here");
            assertThat(client.awaitClose().closeCode()).isEqualTo(4001);
            assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(renewed.getLong("exp") * 1000);
        }
    }

    @Test
    void newPermissionsTakeEffectAtOnce() {
        try (Client bob = server.connect("bob");
                Client client = connect(claims("ann", 600))) {
            client.join("kept");
            client.join("lost:1");
            client.join("lost:2");
            client.join("$server");
            bob.join("lost:1");
            bob.join("kept");
            client.drain();
            JsonObject less =
                    claims("ann", 600).put("allow", new JsonObject().put("kept", new JsonArray().add("join")));
            client.send(refresh(less).put("id", "r"));
            client.send(Client.message("publish", "kept").put("data", 1).put("id", "p"));

            JsonObject reply = client.next();
            List<JsonObject> left = List.of(client.next(), client.next());
            JsonObject refused = client.next();
            bob.publish("lost:1", "gone");
            bob.publish("kept", "there");

            assertThat(reply.getString("type")).isEqualTo("reply");
            assertThat(reply.getString("id")).isEqualTo("r");
            assertThat(left).allSatisfy(message -> {
                assertThat(message.getString("type")).isEqualTo("left");
                assertThat(message.getString("reason")).contains("does not allow join");
                assertThat(message.fieldNames()).containsExactlyInAnyOrder("type", "room", "reason");
            });
            assertThat(left)
                    .extracting(message -> message.getString("room"))
                    .containsExactlyInAnyOrder("lost:1", "lost:2");
            assertThat(refused.getString("code")).isEqualTo("forbidden");
            assertThat(client.next().getString("data")).isEqualTo("there");
            assertRefused(client.ask(Client.message("join", "lost:1")), "forbidden", "join");
            client.result(Client.message("leave", "$server"));
        }
    }

    @Test
    void moreIsAllowedAtOnceToo() {
        try (Client client = connect(claims("ann", 600).put("allow", new JsonObject()))) {
            assertRefused(client.ask(Client.message("join", "lobby")), "forbidden", "join");
            client.result(refresh(claims("ann", 600)));
            client.join("lobby");
        }
    }

    @Test
    void anotherUsersTokenIsForbidden() {
        try (Client client = connect(claims("ann", 600))) {
            assertRefused(client.ask(refresh(claims("bob", 600))), "forbidden", "another user");
            client.join("lobby");
        }
    }

    @Test
    void aTokenForOtherEndpointsIsForbidden() {
        try (Client client = connect(claims("ann", 600))) {
            JsonObject elsewhere = claims("ann", 600).put("endpoints", new JsonArray().add("other"));
            assertRefused(client.ask(refresh(elsewhere)), "forbidden", "does not allow the endpoint carillon");
            client.join("lobby");
        }
    }

    @Test
    void anInvalidTokenIsUnauthorizedAndTheOldOneHolds() {
        try (Client client = connect(claims("ann", 600))) {
            String good = Tokens.sign(claims("ann", 600));
            String forged = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(43);
            assertRefused(client.ask(refresh(claims("ann", -60))), "unauthorized", "expired");
            assertRefused(client.ask(refresh(forged)), "unauthorized", "signature");
            assertRefused(client.ask(refresh("x")), "unauthorized", "three parts");
            assertRefused(client.ask(refresh("")), "unauthorized", "three parts");
            client.join("lobby");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "nOnE"})
    void theAlgorithmNoneIsUnauthorized(String none) {
        String payload = base64(claims("ann", 600).encode());
        String header = base64("{\"alg\":\"" + none + "\"}");
        try (Client client = connect(claims("ann", 600))) {
            assertRefused(client.ask(refresh(header + "." + payload + ".")), "unauthorized", "not accepted");
            assertRefused(client.ask(refresh(header + "." + payload + ".AA")), "unauthorized", "not accepted");
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aRefreshWithoutItsTokenIsABadRequestThatRepeatsNothing() {
        try (Client client = connect(claims("ann", 600))) {
            assertRefused(client.ask(new JsonObject().put("type", "refresh")), "bad_request", "token");
            JsonObject answer =
                    client.ask(new JsonObject().put("type", "refresh").put("token", 4711));
            assertRefused(answer, "bad_request", "token is a string");
            assertThat(answer.encode()).doesNotContain("4711");
        }
    }

    @Test
    void aFloodOfRefreshesHoldsNobodyElseUp() {
        String good = Tokens.sign(claims("ann", 600));
        String bad = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(43);
        try (Client flood = connect(claims("ann", 600));
                Client other = server.connect("bob")) {
            List<Long> taken = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                flood.send(refresh(i % 2 == 0 ? bad : good).put("id", i));
                if (i % 100 == 0) {
                    long before = System.nanoTime();
                    other.result(new JsonObject().put("type", "ping"));
                    taken.add((System.nanoTime() - before) / 1_000_000);
                }
            }
            Collections.sort(taken); // a machine that stands still holds up some of them, the flood would all
            assertThat(taken.get(taken.size() / 2)).as("ms, of %s", taken).isLessThan(1_000);
            for (int i = 0; i < 2_000; i++) {
                JsonObject answer = flood.next();
                assertThat(answer.getInteger("id")).isEqualTo(i);
                assertThat(answer.getString("type")).isEqualTo(i % 2 == 0 ? "error" : "reply");
            }
        }
    }

    @Test
    void refreshesCountAsMessagesAndTheirFailuresAsErrors() {
        try (TestServer strict = TestServer.start("limits.errors-per-second=5")) {
            try (Client client = strict.connect("ann")) {
                for (int i = 0; i < 50; i++) {
                    client.send(refresh("x"));
                }
                assertThat(client.awaitClose().closeCode()).isEqualTo(1008);
            }
        }
    }

    @Test
    void aTokenThatNeverExpiresHasNoEnd() {
        try (TestServer lax = TestServer.start("auth.jwt.require-exp=false");
                Client client = Client.connect(lax.port(), "/ws", Tokens.sign(claims("ann", 600)))) {
            JsonObject forEver = claims("ann", 1);
            forEver.remove("exp");

            JsonObject result = client.result(refresh(forEver));

            assertThat(result).isEqualTo(new JsonObject());
            JsonObject ending = claims("ann", 5);
            assertThat(client.drain()).isEmpty();
            assertThat(client.result(refresh(ending)).getLong("expires")).isEqualTo(ending.getLong("exp") * 1000);
            assertThat(client.awaitClose().closeCode()).isEqualTo(4001);
        }
    }
}
