package io.carillon.client;

import static io.carillon.client.Clients.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.support.ApiClient;
import io.carillon.support.Eventually;
import io.carillon.support.FaultProxy;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a client gets in, stays in, and when it stays out. */
class TokenTest {

    private TestServer server;
    private FaultProxy proxy;
    private Clients clients;

    @BeforeEach
    void start() {
        server = TestServer.start("limits.sessions.max=1", "limits.handshakes-per-address=3");
        proxy = FaultProxy.to(server.port());
        clients = new Clients();
    }

    @AfterEach
    void stop() {
        clients.close();
        proxy.close();
        server.close();
    }

    /** One that expires in so many seconds. */
    private static String brief(String user, int seconds) {
        return Tokens.sign(Clients.claims(user).put("exp", Tokens.now() + seconds));
    }

    private Client with(Supplier<Future<String>> tokens) {
        return clients.of(Clients.options(proxy.port()).token(tokens));
    }

    private static ClientState.Closed closed(Client client) {
        Eventually.until(Duration.ofSeconds(60), "closed", () -> client.state() instanceof ClientState.Closed);
        return (ClientState.Closed) client.state();
    }

    @Test
    void aNewTokenComesBeforeTheOldOneExpires() {
        AtomicInteger asked = new AtomicInteger();
        Supplier<Future<String>> tokens = () -> {
            int time = asked.incrementAndGet();
            return time == 2 // is tried again
                    ? Future.failedFuture("not now")
                    : Future.succeededFuture(brief("ada", time == 1 ? 7 : 3_600));
        };
        // Of the time that is left nothing goes by unused.
        Client client = clients.of(Clients.options(proxy.port()).token(tokens).random(() -> 0));
        CompletableFuture<Throwable> trouble = new CompletableFuture<>();
        client.errorHandler(trouble::complete);
        Welcome welcome = await(client.connect());
        Instant over = Instant.ofEpochMilli(welcome.expires()).plusMillis(1_500);
        Eventually.until(
                Duration.ofSeconds(60),
                "the first token expired",
                () -> Instant.now().isAfter(over));
        await(client.ping());
        assertThat(client.welcome().connection()).isEqualTo(welcome.connection());
        assertThat(client.welcome().expires()).isGreaterThan(welcome.expires());
        assertThat(trouble.join()).hasMessage("not now");
        assertThat(asked.get()).isEqualTo(3);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void whoHasNoNewTokenInTimeComesBackWithOne() {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Client> made = new CompletableFuture<>();
        Client client = with(() -> asked.incrementAndGet() == 1
                ? Future.succeededFuture(brief("ada", 2))
                : made.join().state() instanceof ClientState.Open
                        ? Future.failedFuture("not yet")
                        : Future.succeededFuture(Clients.token("ada")));
        made.complete(client);
        String first = await(client.connect()).connection();
        Eventually.until(
                Duration.ofSeconds(60),
                "another connection",
                () -> !client.welcome().connection().equals(first));
        await(client.ping());
    }

    @Test
    void aTokenThatIsAlwaysTheSameEndsIt() {
        Client client = clients.of(Clients.options(proxy.port()).token(brief("ada", 2)));
        await(client.connect());
        assertThat(closed(client).code()).isEqualTo(4001);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void aNewerLoginEndsIt() {
        Client client = with(() -> Future.succeededFuture(Clients.token("ada")));
        await(client.connect());
        Client newer = clients.to(server.port(), "ada");
        await(newer.connect());
        assertThat(closed(client).code()).isEqualTo(4000);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void aRevocationEndsIt() {
        Client client = with(() -> Future.succeededFuture(Clients.token("ada")));
        await(client.connect());
        new ApiClient(server.port()).post("/revocations", "{\"user\": \"ada\"}");
        assertThat(closed(client).code()).isEqualTo(4002);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void aTokenThatTheServerDoesNotWantEndsIt() {
        Client client = clients.of(Clients.options(proxy.port()).token("none"));
        assertThatThrownBy(() -> await(client.connect()))
                .isInstanceOfSatisfying(
                        ClientException.class, e -> assertThat(e.code()).isEqualTo("closed"))
                .hasMessageContaining("401");
        assertThat(closed(client).cause())
                .isInstanceOfSatisfying(
                        HandshakeException.class,
                        refused -> assertThat(refused.status()).isEqualTo(401));
    }

    @Test
    void aTokenThatTheServerDoesNotWantIsReplaced() {
        AtomicInteger asked = new AtomicInteger();
        Client client =
                with(() -> Future.succeededFuture(asked.incrementAndGet() == 1 ? "none" : Clients.token("ada")));
        await(client.connect());
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void whoNeverHasATokenStops() {
        Client client = with(() -> {
            throw new HopelessException("signed out");
        });
        assertThatThrownBy(() -> await(client.connect())).hasMessageContaining("signed out");
        assertThat(proxy.accepted()).isZero();
    }

    @Test
    void whoGivesNothingForATokenIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        Client client = with(() -> asked.incrementAndGet() == 1 ? null : Future.succeededFuture(Clients.token("ada")));
        await(client.connect());
        assertThat(asked.get()).isEqualTo(2);
    }

    @Test
    void waitsAsLongAsTheServerSays() {
        CompletableFuture<ClientState.Waiting> waiting = new CompletableFuture<>();
        long before = System.currentTimeMillis();
        List<Future<Welcome>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) { // at once: one after the other may be slow enough for all of them
            Client client = clients.to(server.port(), "user-" + i);
            client.stateHandler(state -> {
                if (state instanceof ClientState.Waiting refused) {
                    waiting.complete(refused);
                }
            });
            all.add(client.connect());
        }
        all.forEach(Clients::await); // most by another attempt

        assertThat(waiting).isCompleted();
        assertThat(waiting.join().cause()).isInstanceOfSatisfying(HandshakeException.class, refused -> {
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfter()).isGreaterThanOrEqualTo(1_000);
        });
        assertThat(waiting.join().until().toEpochMilli()).isGreaterThanOrEqualTo(before + 1_000);
    }
}
