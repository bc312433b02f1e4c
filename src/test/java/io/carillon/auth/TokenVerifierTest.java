package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.support.SetClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What claims must say, and what is remembered of tokens. */
class TokenVerifierTest {

    private static final byte[] SECRET = "a secret of more than 32 bytes, for tests".getBytes();
    private static final JwtConfig CONFIG = Forge.config(Forge.secret("HS256", Optional.empty(), SECRET));

    private final Vertx vertx = Vertx.vertx();
    private final SetClock clock = new SetClock();
    private final Revocations revocations = new Revocations(clock);
    private final AtomicInteger checks = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private TokenVerifier verifier(JwtConfig config) {
        KeyRing keys = KeyRing.of(config);
        SignatureCheck counting = token -> {
            checks.incrementAndGet();
            keys.check(token);
        };
        return new TokenVerifier(vertx, counting, new ClaimCheck(config, clock), Defaults.NONE, revocations);
    }

    private static JwtConfig config(Optional<String> issuer, List<String> audience, boolean requireExp) {
        return new JwtConfig(CONFIG.keys(), JwksConfig.NONE, issuer, audience, Duration.ofSeconds(5), requireExp);
    }

    private static String token(String claims) {
        return Forge.token("{\"alg\":\"HS256\"}", claims, SECRET);
    }

    private static String token(JsonObject claims) {
        return token(claims.encode());
    }

    private static Grant verify(TokenVerifier verifier, String token) throws Exception {
        return verifier.verify(token).await(30, TimeUnit.SECONDS);
    }

    private void assertRefused(JwtConfig config, String claims, String description) {
        assertThatThrownBy(() -> verify(verifier(config), token(claims)))
                .isInstanceOf(TokenException.class)
                .hasMessage(description)
                .satisfies(e -> assertThat(((TokenException) e).description()).matches("[ !#-\\[\\]-~]+"));
    }

    @ParameterizedTest(name = "exp {0} at {1} ms: {2}")
    @CsvSource({
        "1000000000, 1000000004999, true",
        "1000000000, 1000000005000, false",
        "1000000000.5, 1000000005499, true",
        "1000000000.5, 1000000005500, false",
        "1e9, 1000000004999, true",
        "1e9, 1000000005000, false",
        "253402300799, 1000000000000, true",
        "0, 1000000000000, false",
        "-1, 1000000000000, false",
        "-1e9, 1000000000000, false"
    })
    void acceptsATokenUntilItExpires(String exp, long now, boolean accepted) throws Exception {
        clock.set(now);
        String claims = "{\"sub\":\"anna\",\"exp\":" + exp + "}";
        if (accepted) {
            assertThat(verify(verifier(CONFIG), token(claims)).user()).isEqualTo("anna");
        } else {
            assertRefused(CONFIG, claims, "the token expired");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e300", "-1e300", "1e999", "9223372036854775808", "1700000000000", "253402300800"})
    void refusesTimesThatAreNone(String time) {
        String allowed = " must be in seconds, and before the year 10000";
        assertRefused(CONFIG, "{\"sub\":\"anna\",\"exp\":" + time + "}", "the claim exp" + allowed);
        assertRefused(CONFIG, "{\"sub\":\"anna\",\"exp\":2e9,\"iat\":" + time + "}", "the claim iat" + allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2000000000\"", "null", "true", "[2000000000]", "{}"})
    void refusesTimesOfAnotherType(String time) {
        for (String name : List.of("exp", "nbf", "iat")) {
            String claims = "{\"sub\":\"anna\",\"" + name + "\":" + time + "}";
            assertRefused(CONFIG, claims, "the claim " + name + " must be a number");
        }
    }

    @ParameterizedTest(name = "nbf {0} at {1} ms: {2}")
    @CsvSource({
        "1000000000, 999999995000, true",
        "1000000000, 999999994999, false",
        "1000000000.25, 999999995250, true",
        "1000000000.25, 999999995249, false"
    })
    void acceptsATokenFromItsBeginning(String nbf, long now, boolean accepted) throws Exception {
        clock.set(now);
        String claims = "{\"sub\":\"anna\",\"exp\":2e9,\"nbf\":" + nbf + "}";
        if (accepted) {
            assertThat(verify(verifier(CONFIG), token(claims)).user()).isEqualTo("anna");
        } else {
            assertRefused(CONFIG, claims, "the token is not yet valid");
        }
    }

    @Test
    void acceptsATokenFromTheFuture() throws Exception {
        assertThat(verify(verifier(CONFIG), token("{\"sub\":\"a\",\"exp\":2e9,\"iat\":1.5e9}"))
                        .issuedAt())
                .hasValue(1_500_000_000_000L);
    }

    @Test
    void demandsExpiryUnlessToldOtherwise() throws Exception {
        assertRefused(CONFIG, "{\"sub\":\"anna\"}", "the token has no claim exp");

        JwtConfig lenient = config(Optional.empty(), List.of(), false);
        assertThat(verify(verifier(lenient), token("{\"sub\":\"anna\"}")).expires())
                .isEmpty();
        assertRefused(lenient, "{\"sub\":\"anna\",\"exp\":1}", "the token expired");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'{\"exp\":2e9}', the token has no claim sub",
                "'{\"exp\":2e9,\"sub\":\"\"}', the claim sub must have 1 to 255 characters",
                "'{\"exp\":2e9,\"sub\":1}', the claim sub must be a string",
                "'{\"exp\":2e9,\"sub\":null}', the claim sub must be a string",
                "'{\"exp\":2e9,\"sub\":[\"a\"]}', the claim sub must be a string",
                "'{\"exp\":2e9,\"sub\":\"a\\nb\"}', the claim sub must not have control characters",
                "'{\"exp\":2e9,\"sub\":\"\\ud800\"}', the claim sub must not have control characters",
                "'{\"exp\":2e9,\"sub\":\"a\",\"jti\":1}', the claim jti must be a string"
            })
    void refusesIllFormedNames(String claims, String description) {
        assertRefused(CONFIG, claims, description);
    }

    @Test
    void boundsTheUser() throws Exception {
        String longest = "😀".repeat(255);
        assertThat(verify(verifier(CONFIG), token(Forge.claims().put("sub", longest)))
                        .user())
                .isEqualTo(longest);
        assertRefused(
                CONFIG,
                Forge.claims().put("sub", longest + "x").encode(),
                "the claim sub must have 1 to 255 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "1", "\"https://id.example/\"", "\"HTTPS://id.example\"", "[\"https://id.example\"]"})
    void refusesOtherIssuers(String iss) {
        JwtConfig config = config(Optional.of("https://id.example"), List.of(), true);
        assertRefused(config, "{\"sub\":\"a\",\"exp\":2e9,\"iss\":" + iss + "}", "wrong issuer");
        assertRefused(config, "{\"sub\":\"a\",\"exp\":2e9}", "wrong issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "1", "\"other\"", "[]", "[\"other\"]", "[null, 1]", "{\"carillon\":1}", "\"carillon \""})
    void refusesOtherAudiences(String aud) {
        JwtConfig config = config(Optional.empty(), List.of("carillon", "bells"), true);
        assertRefused(config, "{\"sub\":\"a\",\"exp\":2e9,\"aud\":" + aud + "}", "wrong audience");
        assertRefused(config, "{\"sub\":\"a\",\"exp\":2e9}", "wrong audience");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"carillon\"", "[\"carillon\"]", "[\"other\", \"bells\"]", "[null, 1, \"bells\"]"})
    void acceptsItsIssuerAndAudience(String aud) throws Exception {
        JwtConfig config = config(Optional.of("me"), List.of("carillon", "bells"), true);
        String token = token("{\"sub\":\"a\",\"exp\":2e9,\"iss\":\"me\",\"aud\":" + aud + "}");
        assertThat(verify(verifier(config), token).user()).isEqualTo("a");
    }

    @Test
    void reportsAForgedTokenAsForgedWhateverItClaims() {
        String forged = Forge.token("{\"alg\":\"HS256\"}", "{\"sub\":\"a\",\"exp\":1}", new byte[32]);
        assertThatThrownBy(() -> verify(verifier(CONFIG), forged)).hasMessage("the signature does not verify");
    }

    @Test
    void remembersWhatItAcceptedUntilItExpires() throws Exception {
        TokenVerifier verifier = verifier(CONFIG);
        String token = token("{\"sub\":\"anna\",\"exp\":1000000010}");

        Grant first = verify(verifier, token);
        assertThat(verify(verifier, token)).isSameAs(first);
        clock.set(1_000_000_014_999L);
        assertThat(verify(verifier, token)).isSameAs(first);
        assertThat(checks).hasValue(1);

        clock.set(1_000_000_015_000L);
        assertThatThrownBy(() -> verify(verifier, token)).hasMessage("the token expired");
        assertThat(checks).hasValue(1);
    }

    @Test
    void remembersNothingThatItRefused() throws Exception {
        TokenVerifier verifier = verifier(CONFIG);
        String token = token("{\"sub\":\"anna\",\"exp\":2e9,\"nbf\":1000000010}");

        assertThatThrownBy(() -> verify(verifier, token)).hasMessage("the token is not yet valid");
        clock.set(1_000_000_010_000L);
        assertThat(verify(verifier, token).user()).isEqualTo("anna");
        assertThat(checks).hasValue(2);
    }

    @Test
    void knowsARememberedTokenBySignatureToo() throws Exception {
        TokenVerifier verifier = verifier(CONFIG);
        String token = token(Forge.claims());
        verify(verifier, token);

        String forged = token.substring(0, token.lastIndexOf('.') + 1) + Forge.base64(new byte[32]);
        assertThatThrownBy(() -> verify(verifier, forged)).hasMessage("the signature does not verify");
    }

    @Test
    void checksOneTokenOnceHoweverManyBringIt(@TempDir Path keys) throws Exception {
        KeyPair pair = Forge.rsa(2048);
        Path file = Forge.file(keys, "rs.pem", Forge.pem("PUBLIC KEY", pair.getPublic()));
        KeyRing ring = KeyRing.of(Forge.config(Forge.pem("RS256", Optional.empty(), file)));
        CountDownLatch allCame = new CountDownLatch(1);
        SignatureCheck slow = token -> {
            checks.incrementAndGet();
            assertThat(Context.isOnWorkerThread()).isTrue();
            await(allCame);
            ring.check(token);
        };
        TokenVerifier verifier =
                new TokenVerifier(vertx, slow, new ClaimCheck(CONFIG, clock), Defaults.NONE, revocations);
        String token = Forge.token("{\"alg\":\"RS256\"}", Forge.claims().encode(), "SHA256withRSA", pair.getPrivate());

        CountDownLatch asked = new CountDownLatch(20);
        List<Future<Boolean>> ownContext = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ownContext.add(askOnAnEventLoop(verifier, token, asked));
        }
        await(asked);
        allCame.countDown();

        assertThat(Future.all(ownContext)
                        .<Boolean>map(all -> all.list().stream().allMatch(Boolean.TRUE::equals))
                        .await(30, TimeUnit.SECONDS))
                .isTrue();
        assertThat(checks).hasValue(1);
    }

    private Future<Boolean> askOnAnEventLoop(TokenVerifier verifier, String token, CountDownLatch asked) {
        Promise<Boolean> ownContext = Promise.promise();
        vertx.runOnContext(ignored -> {
            Context context = vertx.getOrCreateContext();
            verifier.verify(token)
                    .map(grant -> vertx.getOrCreateContext() == context)
                    .onComplete(ownContext);
            asked.countDown();
        });
        return ownContext.future();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void forgetsWhatWasNotUsedForLong() {
        TokenCache cache = new TokenCache(160);
        Grant grant = Grant.of(Forge.claims(), RoomRules.NONE);
        for (int i = 0; i < 10_000; i++) {
            cache.put(TokenCache.Key.of("token " + i), grant);
        }
        assertThat(cache.size()).isEqualTo(160);
        assertThat(cache.get(TokenCache.Key.of("token 9999"))).contains(grant);
        assertThat(cache.get(TokenCache.Key.of("token 0"))).isEmpty();
    }

    @Test
    void failsWhereTheServerIsClosed(@TempDir Path keys) throws Exception {
        KeyPair pair = Forge.ec("secp256r1");
        Path file = Forge.file(keys, "es.pem", Forge.pem("PRIVATE KEY", pair.getPrivate()));
        JwtConfig config = Forge.config(Forge.pem("ES256", Optional.empty(), file));
        TokenVerifier verifier = verifier(config);
        String token = TokenSigner.of(config).sign(Forge.claims().put("aud", new JsonArray()));
        vertx.close().await(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> verify(verifier, token)).isNotInstanceOf(TokenException.class);
        assertThatThrownBy(() -> verify(verifier, token)).isNotInstanceOf(TokenException.class);
    }

    @Test
    void aTokenThatIsRememberedIsNotAcceptedWhenItWasRevoked() throws Exception {
        TokenVerifier verifier = verifier(CONFIG);
        String token = token(Forge.claims());
        Grant grant = verify(verifier, token);

        revocations.revoke(Revocation.ofToken(token, Duration.ZERO));

        assertThat(revocations.covers(grant)).isTrue();
        assertThatThrownBy(() -> verify(verifier, token))
                .isInstanceOf(TokenException.class)
                .hasMessage("the token was revoked");
        assertThat(verify(verifier, token(Forge.claims().put("iat", 1))).user()).isEqualTo("anna");
    }

    @Test
    void whatWasSignedWithAKeyThatIsGoneIsForgotten() throws Exception {
        List<Object> keys = new ArrayList<>(List.of("old"));
        KeyRing old = KeyRing.of(CONFIG);
        SignatureCheck changing = new SignatureCheck() {
            @Override
            public void check(SignedToken token) {
                if (!keys().equals("old")) {
                    throw new TokenException("the token's key is not known");
                }
                old.check(token);
            }

            @Override
            public Object keys() {
                return keys.get(0);
            }
        };
        TokenVerifier verifier =
                new TokenVerifier(vertx, changing, new ClaimCheck(CONFIG, clock), Defaults.NONE, revocations);
        String token = token(Forge.claims());
        assertThat(verify(verifier, token).user()).isEqualTo("anna");

        keys.set(0, "new");

        assertThatThrownBy(() -> verify(verifier, token)).hasMessage("the token's key is not known");
    }
}
