package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.AuthConfig;
import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from a real HTTP server, which does what servers do. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class TokenKeysTest {

    private static final KeyPair OLD = Forge.ec("secp256r1");
    private static final KeyPair NEW = Forge.ec("secp256r1");
    private static final Duration SELDOM = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Handler<HttpServerRequest> answer =
            request -> request.response().setStatusCode(500).end();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = listen(new HttpServerOptions());
    }

    private HttpServer listen(HttpServerOptions options) throws Exception {
        return await(vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    answer.handle(request);
                })
                .listen());
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(20, TimeUnit.SECONDS);
    }

    private static void awaitTrue(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private TokenKeys keys(Duration refresh, KeyConfig... own) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + server.actualPort() + "/jwks.json?key=hush");
        return keys(url, refresh, own);
    }

    private TokenKeys keys(URI url, Duration refresh, KeyConfig... own) throws Exception {
        JwksConfig jwks = new JwksConfig(Optional.empty(), Optional.of(url), refresh);
        JwtConfig config = new JwtConfig(List.of(own), jwks, Optional.empty(), List.of(), Duration.ofSeconds(5), true);
        return await(TokenKeys.start(vertx, KeyRing.of(config), jwks));
    }

    private TokenVerifier verifier(TokenKeys keys) {
        Clock clock = Clock.systemUTC();
        JwtConfig any =
                new JwtConfig(List.of(), JwksConfig.NONE, Optional.empty(), List.of(), Duration.ofSeconds(5), true);
        AuthConfig config = new AuthConfig(any, Map.of(), List.of(), List.of(), Duration.ZERO, Duration.ofHours(1));
        return new TokenVerifier(vertx, keys, config, new Revocations(clock), clock);
    }

    private static String token(KeyPair pair, String kid) {
        String header = new JsonObject().put("alg", "ES256").put("kid", kid).encode();
        return Forge.token(header, Forge.claims().encode(), "SHA256withECDSAinP1363Format", pair.getPrivate());
    }

    private static String user(TokenVerifier verifier, String token) throws Exception {
        return await(verifier.verify(token)).user();
    }

    private static void assertRefused(TokenVerifier verifier, String token, String reason) {
        assertThatThrownBy(() -> await(verifier.verify(token)))
                .isInstanceOf(TokenException.class)
                .hasMessageContaining(reason);
    }

    private static boolean isRefused(TokenVerifier verifier, String token) {
        return verifier.verify(token).map(false).otherwise(true).await(); // elsewhere: at first it is neither
    }

    private static Handler<HttpServerRequest> ok(String body) {
        return request -> request.response().end(body);
    }

    @Test
    void takesTheKeysThatAreThere() throws Exception {
        answer = ok(Forge.set(Forge.jwk(OLD, "a")));
        TokenKeys keys = keys(SELDOM);
        assertThat(keys.isReady()).isTrue();
        assertThat(user(verifier(keys), token(OLD, "a"))).isEqualTo("anna");
        assertRefused(verifier(keys), token(NEW, "a"), "does not verify");
        assertThat(asked).hasValue(1);
    }

    @Test
    void anUnknownKidIsLookedForOnceInTenSeconds() throws Exception {
        answer = ok(Forge.set(Forge.jwk(OLD, "a")));
        TokenVerifier verifier = verifier(keys(SELDOM));
        answer = ok(Forge.set(Forge.jwk(OLD, "a"), Forge.jwk(NEW, "b")));

        long began = System.nanoTime();
        assertThat(user(verifier, token(NEW, "b"))).isEqualTo("anna"); // at once, while it is asked for
        assertThat(user(verifier, token(OLD, "a"))).isEqualTo("anna");
        assertThat(asked).hasValue(2);

        for (int i = 0; i < 50; i++) {
            assertRefused(verifier, token(NEW, "nonsense-" + i), "key is not known");
        }
        int more = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) / 10; // where this took so long
        assertThat(asked.get()).isBetween(2, 2 + more);
    }

    @Test
    void aSetInAFileIsReadAgainAndWhatIsNoSetChangesNothing(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jwks.json");
        Files.writeString(file, Forge.set(Forge.jwk(OLD, "a")));
        JwksConfig jwks = new JwksConfig(Optional.of(file), Optional.empty(), Duration.ofMillis(50));
        JwtConfig config = new JwtConfig(List.of(), jwks, Optional.empty(), List.of(), Duration.ofSeconds(5), true);
        TokenVerifier verifier = verifier(await(TokenKeys.start(vertx, KeyRing.of(config), jwks)));
        assertThat(user(verifier, token(OLD, "a"))).isEqualTo("anna");

        Files.writeString(file, Forge.set(Forge.jwk(NEW, "b")));
        awaitTrue(() -> isRefused(verifier, token(OLD, "a")));
        assertThat(user(verifier, token(NEW, "b"))).isEqualTo("anna");

        Files.writeString(file, "{");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
        while (System.nanoTime() < end) {
            assertThat(user(verifier, token(NEW, "b"))).isEqualTo("anna");
        }
    }

    @Test
    void aKidThatIsNewInAFileIsLookedForAtOnce(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("jwks.json");
        Files.writeString(file, Forge.set(Forge.jwk(OLD, "a")));
        JwksConfig jwks = new JwksConfig(Optional.of(file), Optional.empty(), SELDOM);
        JwtConfig config = new JwtConfig(List.of(), jwks, Optional.empty(), List.of(), Duration.ofSeconds(5), true);
        TokenVerifier verifier = verifier(await(TokenKeys.start(vertx, KeyRing.of(config), jwks)));

        Files.writeString(file, Forge.set(Forge.jwk(OLD, "a"), Forge.jwk(NEW, "b")));

        assertThat(user(verifier, token(NEW, "b"))).isEqualTo("anna");
        assertRefused(verifier, token(NEW, "c"), "key is not known");
    }

    @Test
    void manyWhoComeWithANewKeyAtOnceCauseOneQuestion() throws Exception {
        answer = ok(Forge.set(Forge.jwk(OLD, "a")));
        TokenVerifier verifier = verifier(keys(SELDOM));
        answer = request -> vertx.setTimer(
                300, later -> request.response().end(Forge.set(Forge.jwk(OLD, "a"), Forge.jwk(NEW, "b"))));
        List<Future<Grant>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(verifier.verify(token(NEW, "b")));
        }
        await(Future.all(all));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aKeyThatWasTakenOutIsNotAcceptedAnyMoreNorWhatItHasSigned() throws Exception {
        answer = ok(Forge.set(Forge.jwk(OLD, "a")));
        TokenVerifier verifier = verifier(keys(Duration.ofMillis(100)));
        String remembered = token(OLD, "a");
        assertThat(user(verifier, remembered)).isEqualTo("anna");

        answer = ok(Forge.set(Forge.jwk(NEW, "b")));

        awaitTrue(() -> isRefused(verifier, remembered));
        assertThat(user(verifier, token(NEW, "b"))).isEqualTo("anna");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status 500",
                "garbage",
                "empty",
                "no keys",
                "huge",
                "endless",
                "slow",
                "silent",
                "hung up",
                "redirects",
                "redirect to a file",
                "secrets"
            })
    void whileNothingGoodComesTheLastGoodSetStaysInUse(String trouble) throws Exception {
        answer = ok(Forge.set(Forge.jwk(OLD, "a")));
        TokenKeys keys = keys(Duration.ofMillis(100));
        TokenVerifier verifier = verifier(keys);
        Object before = keys.keys();
        int soFar = asked.get();

        answer = trouble(trouble);

        awaitTrue(() -> asked.get() > soFar + 1);
        assertThat(keys.keys()).isSameAs(before);
        assertThat(keys.isReady()).isTrue();
        assertThat(user(verifier, token(OLD, "a"))).isEqualTo("anna");
        answer = ok(Forge.set(Forge.jwk(NEW, "b"))); // and it goes on when that is over
        awaitTrue(() -> keys.keys() != before);
        assertThat(user(verifier, token(NEW, "b"))).isEqualTo("anna");
    }

    private Handler<HttpServerRequest> trouble(String trouble) {
        return switch (trouble) {
            case "status 500" ->
                request -> request.response().setStatusCode(500).end(Forge.set(Forge.jwk(NEW, "b")));
            case "garbage" -> ok("<html>");
            case "empty" -> ok("");
            case "no keys" -> ok("{\"keys\":[{\"kty\":\"AKP\"}]}");
            case "huge" -> ok(Forge.set(Forge.jwk(NEW, "b")) + " ".repeat(1 << 20));
            case "endless" ->
                request -> {
                    request.response().setChunked(true);
                    vertx.setPeriodic(1, tick -> {
                        if (request.response().closed()) {
                            vertx.cancelTimer(tick);
                        } else {
                            request.response().write(" ".repeat(1 << 16));
                        }
                    });
                };
            case "slow" ->
                request -> {
                    request.response().setChunked(true);
                    vertx.setPeriodic(100, tick -> {
                        if (request.response().closed()) {
                            vertx.cancelTimer(tick);
                        } else {
                            request.response().write(" ");
                        }
                    });
                };
            case "silent" -> request -> {};
            case "hung up" -> request -> request.connection().close();
            case "redirects" ->
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/again")
                        .end();
            case "redirect to a file" ->
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "file:///etc/passwd")
                        .end();
            case "secrets" ->
                ok(Forge.set(
                        new JsonObject().put("kty", "oct").put("alg", "HS256").put("k", Forge.base64(new byte[32]))));
            default -> throw new AssertionError(trouble);
        };
    }

    @Test
    void followsAFewRedirects() throws Exception {
        answer = request -> {
            if (request.path().equals("/there")) {
                request.response().end(Forge.set(Forge.jwk(OLD, "a")));
            } else {
                request.response()
                        .setStatusCode(307)
                        .putHeader("Location", "/there")
                        .end();
            }
        };
        assertThat(user(verifier(keys(SELDOM)), token(OLD, "a"))).isEqualTo("anna");
        assertThat(asked).hasValue(2);
    }

    @Test
    void aNodeStartsWithoutTheSetIsNotReadyAndGetsItWhenItIsThere() throws Exception {
        TokenKeys keys = keys(SELDOM);
        TokenVerifier verifier = verifier(keys);
        assertThat(keys.isReady()).isFalse();
        assertThatThrownBy(() -> await(verifier.verify(token(OLD, "a")))).isInstanceOf(KeysUnavailableException.class);

        answer = ok(Forge.set(Forge.jwk(OLD, "a")));

        awaitTrue(keys::isReady); // by itself, soon
        assertThat(user(verifier, token(OLD, "a"))).isEqualTo("anna");
    }

    @Test
    void theServersOwnKeysWorkWithoutTheSetAndAreNotReplacedByIt() throws Exception {
        byte[] secret = new byte[40];
        KeyConfig own = Forge.secret("HS256", Optional.of("own"), secret);
        TokenKeys keys = keys(SELDOM, own);
        TokenVerifier verifier = verifier(keys);
        String token = Forge.token(
                "{\"alg\":\"HS256\",\"kid\":\"own\"}", Forge.claims().encode(), secret);
        assertThat(user(verifier, token)).isEqualTo("anna");

        byte[] theirs = "a secret of more than 32 bytes, for tests".getBytes();
        JsonObject shadow = new JsonObject()
                .put("kty", "oct")
                .put("alg", "HS256")
                .put("kid", "own")
                .put("k", Forge.base64(theirs));
        answer = ok(Forge.set(shadow, Forge.jwk(OLD, "a")));

        awaitTrue(keys::isReady);
        String forged = Forge.token(
                "{\"alg\":\"HS256\",\"kid\":\"own\"}", Forge.claims().encode(), theirs);
        assertRefused(verifier, forged, "does not verify");
        assertThat(user(verifier, token)).isEqualTo("anna");
    }

    @Test
    void whatCannotBeUsedInASetIsPassedOver() throws Exception {
        answer = ok(Forge.set(
                Forge.jwk(NEW, "broken").put("y", "AAAA"),
                Forge.jwk(OLD, "a"),
                Forge.jwk(NEW, "a"), // the name is taken
                new JsonObject().put("kty", "RSA")));
        TokenVerifier verifier = verifier(keys(SELDOM));
        assertThat(user(verifier, token(OLD, "a"))).isEqualTo("anna");
        assertRefused(verifier, token(NEW, "a"), "does not verify");
    }

    @Test
    void aServerWhoseCertificateNobodyTrustsIsNotListenedTo() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        HttpServer tls = listen(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()));
        answer = ok(Forge.set(Forge.jwk(OLD, "a")));
        TokenKeys keys = keys(URI.create("https://localhost:" + tls.actualPort() + "/"), SELDOM);
        assertThat(keys.isReady()).isFalse();
        assertThat(asked).hasValue(0);
    }
}
