package io.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ApiClient;
import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.FaultProxy;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.carillon.support.TestCluster;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Why was this user disconnected? Asked of another node than the one where it was, when it is gone. */
class ClosingCausesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String[] SETTINGS = {
        "limits.sessions.max=1", "keepalive={interval: 10m, timeout: 10m}", "auth.jwt.leeway=0s", """
            endpoints={carillon: {},
              hasty: {path: /hasty, limits: {messages-per-second: 2}},
              strict: {path: /strict, limits: {errors-per-second: 2}},
              narrow: {path: /narrow, limits: {queue: 64KiB}},
              pinged: {path: /pinged, keepalive: {interval: 100ms, timeout: 200ms}}}"""
    };

    private static TestCluster cluster;
    private static TestServer one;
    private static TestServer other;
    private static ApiClient api;

    @BeforeAll
    static void start(@TempDir Path directory) {
        cluster = new TestCluster(directory);
        one = cluster.start(SETTINGS);
        other = cluster.start(SETTINGS);
        one.awaitNodes(2);
        other.awaitNodes(2);
        api = new ApiClient(other.port());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** The text of what there is to tell when it is over: side, code, reason and cause. */
    private static Arguments cause(String name, String close, Consumer<Client> breaks) {
        return cause(name, "/ws", close, breaks);
    }

    private static Arguments cause(String name, String path, String close, Consumer<Client> breaks) {
        return Arguments.of(name, path, close, breaks);
    }

    static Stream<Arguments> causes() {
        return Stream.concat(byPeers(), byTheServer());
    }

    private static Stream<Arguments> byPeers() {
        return Stream.of(
                cause("the client has left", "client 1000 bye", gone(client -> client.sendClose(1000, "bye"))),
                cause("its page was closed", "client 1001 ", gone(client -> client.sendClose(1001, ""))),
                cause("it gave no code", "client 1005 ", gone(client -> client.sendHex("8880 00000000"))),
                cause("it was reset", "network 1006 the connection broke: reset by peer", gone(RawSocket::reset)),
                cause(
                        "it hung up",
                        "network 1006 the connection broke: hung up without a close frame",
                        gone(RawSocket::shutdownOutput)),
                cause("it does not answer", "/pinged", "network 1008 no pong in time: ping timeout", client -> {}),
                cause("it breaks the protocol", "server 1002 .+", gone(client -> client.sendHex("ff80 00000000"))),
                cause("it sends binary where text is spoken", "server 1003 .+", gone(c -> c.sendHex("8280 00000000"))),
                cause("what it sends is no message", "server 1007 .+", gone(client -> client.sendText("Hello"))),
                cause("its message is too large", "server 1009 .+", gone(c -> c.sendText("x".repeat(70_000)))));
    }

    private static Consumer<Client> gone(Consumer<RawSocket> how) {
        return client -> how.accept(client.socket());
    }

    private static Stream<Arguments> byTheServer() {
        return Stream.of(
                cause(
                        "it sends too fast",
                        "/hasty",
                        "server 1008 too many (messages|errors)",
                        client -> again(client, "ping")),
                cause("it makes too many errors", "/strict", "server 1008 too many errors", c -> again(c, "leave")),
                cause(
                        "its user has come once more",
                        "server 4000 a newer login of the same user took this one's place",
                        client ->
                                one.connect(client.welcome().getString("user")).close()),
                cause("its token was revoked", "server 4002 the token was revoked", ClosingCausesTest::revoke),
                cause("it does not read", "/narrow", "server 4003 the queue passed its limit", client -> flood(client)),
                cause(
                        "an operator has closed it",
                        "server 4321 spam",
                        client -> api.delete("/connections/" + client.id() + "?code=4321&reason=spam")));
    }

    private static void again(Client client, String request) {
        for (int i = 0; i < 200; i++) {
            client.send(Client.message(request, "nowhere"));
        }
    }

    private static void revoke(Client client) {
        String user = client.welcome().getString("user");
        api.post("/revocations", new JsonObject().put("user", user).encode());
    }

    private static void flood(Client client) {
        client.join("flood");
        String large = '"' + "x".repeat(60_000) + '"';
        while (isOpen(client.id())) {
            api.post("/rooms/flood/messages", large);
        }
    }

    private static boolean isOpen(String connection) {
        return inspect(connection).getString("state").equals("open");
    }

    private static JsonObject inspect(String connection) {
        HttpAnswer answer = api.get("/admin/connections/" + connection);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static JsonObject inspectAtLast(String connection) {
        Eventually.until(PATIENCE, "it is closed", () -> !isOpen(connection));
        return inspect(connection);
    }

    private static String text(JsonObject close) {
        String cause = close.getString("cause");
        return close.getString("side")
                + ' '
                + close.getInteger("code")
                + ' '
                + close.getString("reason")
                + (cause == null ? "" : ": " + cause);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void isKnownAfterwards(String name, String path, String close, Consumer<Client> breaks) {
        String user = name.replace(' ', '-').replace("'", "");
        String token = Tokens.of(user);
        RawSocket socket = path.equals("/narrow") ? RawSocket.narrow(one.port(), 4096) : new RawSocket(one.port());
        try (Client client = Client.connect(socket, path, token)) {
            breaks.accept(client);

            JsonObject told = inspectAtLast(client.id());

            assertThat(text(told.getJsonObject("close"))).matches(close);
            assertThat(told.getString("user")).isEqualTo(user);
            assertThat(told.getString("node")).isEqualTo(one.carillon().node());
            assertThat(told.getLong("ended")).isGreaterThanOrEqualTo(told.getLong("since"));
            JsonArray events = told.getJsonArray("events");
            assertThat(events.getJsonObject(0).getString("event")).isEqualTo("opened");
            JsonObject last = events.getJsonObject(events.size() - 1);
            assertThat(last.getString("event")).isEqualTo("closed");
            assertThat(text(last)).matches(close);
            JsonObject listed =
                    api.get("/admin/connections?state=closed&user=" + user).json();
            assertThat(listed.getJsonArray("items").stream().map(item -> ((JsonObject) item).getString("connection")))
                    .contains(client.id());
        }
    }

    @Test
    void whatStillWaitedForWhoDidNotReadIsKnownAfterwards() {
        try (Client client = Client.connect(RawSocket.narrow(one.port(), 4096), "/narrow", Tokens.of("late"))) {
            flood(client);

            assertThat(inspect(client.id()).getJsonObject("close").getLong("queue"))
                    .isGreaterThan(64 * 1024);
        }
    }

    @Test
    void anExpiredTokenIsKnownAfterwards() {
        JsonObject claims =
                new JsonObject().put("sub", "expired").put("jti", "t-1").put("exp", Tokens.now() + 5);
        try (Client client = Client.connect(one.port(), "/ws", Tokens.sign(claims))) {
            JsonObject told = inspectAtLast(client.id());

            assertThat(text(told.getJsonObject("close"))).isEqualTo("server 4001 the token expired");
            assertThat(told.getJsonObject("token").getString("id")).isEqualTo("t-1");
            assertThat(told.getJsonObject("token").getLong("expires")).isEqualTo(claims.getLong("exp") * 1000);
            assertThat(told.getJsonArray("events").stream().map(event -> ((JsonObject) event).getString("event")))
                    .containsExactly("opened", "notice", "closed");
        }
    }

    @Test
    void aNetworkThatWentSilentIsKnownAfterwards() {
        try (FaultProxy network = FaultProxy.to(one.port());
                Client client = Client.connect(network.port(), "/pinged", Tokens.of("far-away"))) {
            network.cut(FaultProxy.Ending.SILENCE);

            JsonObject told = inspectAtLast(client.id());

            assertThat(text(told.getJsonObject("close"))).isEqualTo("network 1008 no pong in time: ping timeout");
        }
    }
}
