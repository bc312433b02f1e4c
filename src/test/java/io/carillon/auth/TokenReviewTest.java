package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carillon.auth.TokenReview.Finding;
import io.carillon.auth.TokenReview.Outcome;
import io.carillon.config.AuthConfig;
import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.support.SetClock;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a token: the same as to its client, and more. */
class TokenReviewTest {

    private static final byte[] SECRET = "a secret of more than 32 bytes, for tests".getBytes();
    private static final JwtConfig CONFIG = new JwtConfig(
            List.of(Forge.secret("HS256", Optional.of("main"), SECRET)),
            JwksConfig.NONE,
            Optional.of("https://id.example"),
            List.of("carillon"),
            Duration.ofSeconds(5),
            true);

    /** Signed well and accepted at the time of the clock. */
    private static final String GOOD =
            "{\"sub\":\"ada\",\"exp\":1000000060,\"nbf\":1000000000,\"iat\":1000000000,\"jti\":\"t1\","
                    + "\"iss\":\"https://id.example\",\"aud\":[\"carillon\"]}";

    private final Vertx vertx = Vertx.vertx();
    private final SetClock clock = new SetClock();
    private final Revocations revocations = new Revocations(clock);
    private final TokenVerifier verifier =
            new TokenVerifier(vertx, KeyRing.of(CONFIG), new ClaimCheck(CONFIG, clock), Defaults.NONE, revocations);

    @BeforeEach
    void setClock() {
        clock.set(1_000_000_000_000L);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private TokenReview review(String token) throws Exception {
        TokenReview review = verifier.review(token).await(30, TimeUnit.SECONDS);
        Throwable refused = catchThrowable(() -> verifier.verify(token).await(30, TimeUnit.SECONDS));
        assertThat(review.reason()).isEqualTo(Optional.ofNullable(refused).map(Throwable::getMessage));
        return review;
    }

    private static String token(JsonObject claims) {
        return Forge.token("{\"alg\":\"HS256\",\"kid\":\"main\"}", claims.encode(), SECRET);
    }

    @Test
    void saysOfEachCheckThatItWasPassedAndWhatWasFound() throws Exception {
        TokenReview review = review(token(new JsonObject(GOOD)));

        assertThat(review.isValid()).isTrue();
        assertThat(review.key()).contains("auth.jwt.keys[0] (test.yaml, kid main)");
        assertThat(review.grant().orElseThrow().user()).isEqualTo("ada");
        assertThat(review.findings()).extracting(Finding::check).containsExactly(TokenCheck.values());
        assertThat(review.findings()).extracting(Finding::outcome).containsOnly(Outcome.PASSED);
        assertThat(review.findings().stream().map(Finding::detail).skip(1))
                .containsExactly(
                        "HS256",
                        "ada",
                        "issued 2001-09-09T01:46:40Z (in 0 s), jti t1",
                        "the token has kid main, for HS256 there is auth.jwt.keys[0] (test.yaml, kid main)",
                        "made with auth.jwt.keys[0] (test.yaml, kid main)",
                        "at 2001-09-09T01:47:40Z (in 60 s), auth.jwt.leeway is 5s",
                        "from 2001-09-09T01:46:40Z (in 0 s), auth.jwt.leeway is 5s",
                        "the token has \"https://id.example\", auth.jwt.issuer is \"https://id.example\"",
                        "the token has [\"carillon\"], auth.jwt.audience is [\"carillon\"]",
                        "well-formed",
                        "no");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sub     | {"sub": ""}           | the claim sub must have 1 to 255 characters
            claims  | {"iat": "yesterday"}  | the claim iat must be a number
            exp     | {"exp": 999999940}    | the token expired: at 2001-09-09T01:45:40Z (60 s ago), auth.jwt.leeway is 5s
            exp     | {"exp": null}         | the claim exp must be a number
            nbf     | {"nbf": 1000010000}   | the token is not yet valid: from 2001-09-09T04:33:20Z (in 2 h), auth.jwt.leeway is 5s
            iss     | {"iss": "other"}      | wrong issuer: the token has "other", auth.jwt.issuer is "https://id.example"
            aud     | {"aud": ["a", "b"]}   | wrong audience: the token has ["a","b"], auth.jwt.audience is ["carillon"]
            rights  | {"allow": {"a": ["fly"]}} | the claim allow has an ill-formed pattern or an unknown verb
            rights  | {"endpoints": "web"}  | the claim endpoints must hold arrays of strings
            rights  | {"scope": ["api"]}    | the claim scope must be a string
            """)
    void tellsWhichClaimIsWrongInTheWordsOfTheClientAndWithWhatWasFound(String check, String claims, String detail)
            throws Exception {
        TokenReview review = review(token(new JsonObject(GOOD).mergeIn(new JsonObject(claims))));

        String expected = detail.startsWith("the claim exp must") ? "claims" : check;
        assertThat(review.findings())
                .filteredOn(finding -> finding.outcome() == Outcome.FAILED)
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.check()).hasToString(expected);
                    assertThat(failed.detail()).isEqualTo(detail);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nonsense                 | form      | the token does not have three parts
            {"alg": "HS256"          | form      | the token's header is no JSON object: not well-formed JSON
            {"alg": "none"}          | algorithm | the algorithm none is not accepted
            {"kid": "main"}          | algorithm | the token names no algorithm
            {"alg": "ES256"}         | key       | the algorithm ES256 is not accepted: the token has no kid, there is no key for ES256, but HS256 auth.jwt.keys[0] (test.yaml, kid main)
            {"alg": "HS256", "kid": "other"} | key | the token's key is not known: the token has kid other, for HS256 there is auth.jwt.keys[0] (test.yaml, kid main)
            """)
    void tellsWhatIsWrongWithItsFormAlgorithmOrKey(String header, String check, String detail) throws Exception {
        String token = header.equals("nonsense") ? header : Forge.token(header, GOOD, SECRET);

        TokenReview review = review(token);

        TokenCheck failed = TokenCheck.valueOf(check.toUpperCase(Locale.ROOT));
        assertThat(review.finding(failed).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(review.finding(failed).detail()).isEqualTo(detail);
        assertThat(review.finding(TokenCheck.SIGNATURE).outcome()).isEqualTo(Outcome.UNREACHED);
        assertThat(review.key()).isEmpty();
    }

    @Test
    void goesOnBehindASignatureThatIsForged() throws Exception {
        String forged = Forge.token(
                "{\"alg\":\"HS256\",\"kid\":\"main\"}",
                new JsonObject(GOOD).put("exp", 1).encode(),
                new byte[32]);

        TokenReview review = review(forged);

        assertThat(review.reason()).contains("the signature does not verify");
        assertThat(review.finding(TokenCheck.KEY).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(review.finding(TokenCheck.SIGNATURE).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(review.finding(TokenCheck.EXP).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(review.finding(TokenCheck.AUD).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void tellsThatItWasRevokedAndHow() throws Exception {
        String token = token(new JsonObject(GOOD));
        revocations.revoke(Revocation.ofUser("ada", 1_000_000_000_000L, Revocation.FOR_EVER));

        assertThat(review(token).finding(TokenCheck.REVOKED).detail())
                .isEqualTo("the token was revoked: the tokens of this user were that were issued until"
                        + " 2001-09-09T01:46:40Z");
    }

    @Test
    void leavesOutWhatOnlyAServerKnows() {
        TokenReview review = TokenReview.of(
                token(new JsonObject(GOOD)),
                KeyRing.of(CONFIG),
                new AuthConfig(CONFIG, Map.of(), List.of(), List.of(), Duration.ZERO, Duration.ofDays(1)),
                clock);

        assertThat(review.isValid()).isTrue();
        assertThat(review.finding(TokenCheck.REVOKED).outcome()).isEqualTo(Outcome.UNREACHED);
    }

    @Test
    void isNotRememberedAndNotCounted() throws Exception {
        String token = token(new JsonObject(GOOD).put("aud", new JsonArray().add("carillon")));

        verifier.review(token).await(30, TimeUnit.SECONDS);
        TokenReview review = verifier.review(token + 'x').await(30, TimeUnit.SECONDS);

        assertThat(review).hasToString("review of a token: the signature does not verify");
        verifier.counters()
                .verifications()
                .forEach((outcome, count) ->
                        assertThat(count.sum()).as(outcome.toString()).isZero());
    }
}
