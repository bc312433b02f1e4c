package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.support.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from a URL that take the place of others, as a reload has them do. */
class TokenKeysTurnoverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ENOUGH = 40;
    private static final KeyPair OLD = Forge.ec("secp256r1");
    private static final KeyPair NEW = Forge.ec("secp256r1");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger askedByClosed = new AtomicInteger();
    private volatile String set = Forge.set(Forge.jwk(OLD, "a"));
    private HttpServer server;

    @BeforeEach
    void start() {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    (request.path().equals("/closed") ? askedByClosed : asked).incrementAndGet();
                    request.response().end(set);
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private JwksConfig at(String path, Duration refresh) {
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return new JwksConfig(Optional.empty(), Optional.of(url), refresh);
    }

    private static KeyRing own(JwksConfig jwks) {
        return KeyRing.of(new JwtConfig(List.of(), jwks, Optional.empty(), List.of(), Duration.ofSeconds(5), true));
    }

    private TokenKeys started(JwksConfig jwks) throws Exception {
        return await(TokenKeys.start(vertx, own(jwks), jwks));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    @Test
    void theSetIsFetchedAsOftenAsConfiguredHoweverOftenTheyDo() throws Exception {
        Duration refresh = Duration.ofMillis(400);
        JwksConfig jwks = at("/", refresh);
        long began = System.nanoTime();
        TokenKeys keys = started(jwks);
        set = Forge.set(Forge.jwk(OLD, "a"), Forge.jwk(NEW, "b"));

        int others = 0;
        while ((size(keys) == 1 || others < ENOUGH) && System.nanoTime() - began < PATIENCE.toNanos()) {
            TokenKeys next = await(TokenKeys.start(vertx, own(jwks), jwks, keys));
            keys.close();
            keys = next;
            others++;
            LockSupport.parkNanos(20_000_000);
            awaitFetched(keys); // which would begin anew with the next ones
        }
        long periods = (System.nanoTime() - began) / refresh.toNanos();

        assertThat(size(keys)).as("keys after %d others", others).isEqualTo(2);
        assertThat(asked.get()) // whenever it is due, and more than once where some come before that is done
                .as("not once for each of %d others", others)
                .isLessThan(others / 2 + 2 * (int) periods);
        keys.close();
    }

    /** Nothing is on its way. */
    private void awaitFetched(TokenKeys keys) {
        Eventually.until(PATIENCE, "an answer to each question", () -> {
            LongAdder answered = new LongAdder();
            keys.fetches().forEach((outcome, count) -> answered.add(count.sum()));
            return answered.sum() >= asked.get();
        });
    }

    private static int size(TokenKeys keys) {
        return ((KeyRing) keys.keys()).keys().size();
    }

    @Test
    void thoseThatAreClosedFetchNoMore() throws Exception {
        started(at("/closed", Duration.ofMillis(100))).close();
        TokenKeys open = started(at("/", Duration.ofMillis(100)));
        Eventually.until(PATIENCE, "others have fetched", () -> asked.get() > 3);
        int before = askedByClosed.get(); // more than once where this thread stood still before it closed them

        Eventually.until(PATIENCE, "others have fetched again and again", () -> asked.get() > 8);

        assertThat(askedByClosed).hasValue(before);
        open.close();
    }
}
