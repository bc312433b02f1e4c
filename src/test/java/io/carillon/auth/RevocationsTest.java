package io.carillon.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.support.SetClock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationsTest {

    private final SetClock clock = new SetClock();
    private final Revocations revocations = new Revocations(clock);
    private final long later = clock.millis() + 1_000_000;

    private static JsonObject claims(String user) {
        return new JsonObject().put("sub", user).put("exp", 4_000_000_000L);
    }

    private static Grant grant(JsonObject claims) {
        return Grant.of(claims, RoomRules.NONE);
    }

    @ParameterizedTest
    @CsvSource({"99, true", "100, true", "100.4, true", "100.6, false", "101, false"})
    void aUsersTokensAreRevokedUpToTheMoment(String iat, boolean expected) {
        revocations.revoke(Revocation.ofUser("bob", 100_500, later));
        assertThat(revocations.covers(grant(claims("bob").put("iat", Double.valueOf(iat)))))
                .isEqualTo(expected);
        assertThat(revocations.covers(grant(claims("bobby").put("iat", Double.valueOf(iat)))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"99, true", "100, false", "101, false"})
    void allTokensAreRevokedBeforeTheMoment(long iat, boolean expected) {
        revocations.revoke(Revocation.before(100_000, later));
        assertThat(revocations.covers(grant(claims("anybody").put("iat", iat)))).isEqualTo(expected);
    }

    @Test
    void whoDoesNotSayWhenTheTokenWasIssuedIsOnTheSafeSide() {
        assertThat(revocations.covers(grant(claims("bob")))).isFalse();
        revocations.revoke(Revocation.ofUser("bob", 1, later));
        assertThat(revocations.covers(grant(claims("bob")))).isTrue();
        revocations.revoke(Revocation.before(1, later));
        assertThat(revocations.covers(grant(claims("ann")))).isTrue();
    }

    @Test
    void anEarlierMomentDoesNotTakeALaterOneBack() {
        revocations.revoke(Revocation.ofUser("bob", 100_000, later));
        revocations.revoke(Revocation.ofUser("bob", 50_000, later + 5));
        assertThat(revocations.covers(grant(claims("bob").put("iat", 100)))).isTrue();
        assertThat(revocations.all()).containsExactly(Revocation.ofUser("bob", 100_000, later + 5));
    }

    @Test
    void forgetsWhatNobodyCanComeWithAnyMore() {
        revocations.revoke(Revocation.ofId("x", later));
        clock.set(later - 1);
        revocations.tidy();
        assertThat(revocations.size()).isEqualTo(1);
        clock.set(later);
        assertThat(revocations.all()).isEmpty();
        revocations.tidy();
        assertThat(revocations.size()).isZero();
    }

    @Test
    void countsWithAllWhoHaveConnectionsEvenWhereOneFails() {
        revocations.onRevoked(revocation -> Future.succeededFuture(2));
        revocations.onRevoked(revocation -> Future.failedFuture("broken"));
        Runnable forget = revocations.onRevoked(revocation -> Future.succeededFuture(40));
        assertThat(revocations.revoke(Revocation.ofId("x", later)).result()).isEqualTo(42);
        forget.run();
        assertThat(revocations.revoke(Revocation.ofId("x", later)).result()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "a:b", ":", "", "ü🔔", "1:2:3"})
    void isReadAsItWasWritten(String subject) {
        for (Revocation.Kind kind : Revocation.Kind.values()) {
            Revocation revocation = new Revocation(kind, subject, 7, 9);
            assertThat(Revocation.read(revocation.key(), 9)).contains(revocation);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "USER", "USER:1", "USER:x:bob", "LATER:1:bob"})
    void whatALaterVersionMayWriteIsPassedOver(String key) {
        assertThat(Revocation.read(key, 9)).isEmpty();
    }

    @Test
    void aTokenIsRememberedUntilItWouldHaveExpiredAndForEverWhereItDoesNot() {
        byte[] secret = new byte[32];
        String header = "{\"alg\":\"HS256\"}";
        String token = Forge.token(header, claims("bob").put("exp", 100).encode(), secret);
        assertThat(Revocation.ofToken(token, Duration.ofSeconds(5)).until()).isEqualTo(105_000);
        JsonObject endless = claims("bob");
        endless.remove("exp");
        token = Forge.token(header, endless.encode(), secret);
        assertThat(Revocation.ofToken(token, Duration.ofSeconds(5)).until()).isEqualTo(Revocation.FOR_EVER);
        assertThatThrownBy(() -> Revocation.ofToken("a.b", Duration.ZERO)).isInstanceOf(TokenException.class);
    }

    /** Whoever has a valid ECDSA signature (r, s) has another one: (r, n - s). */
    @Test
    void theTwinOfARevokedTokenIsRevokedToo() {
        KeyPair pair = Forge.ec("secp256r1");
        String token = Forge.token(
                "{\"alg\":\"ES256\"}", claims("bob").encode(), "SHA256withECDSAinP1363Format", pair.getPrivate());
        String twin = twin(token, ((ECPublicKey) pair.getPublic()).getParams().getOrder());
        assertThat(twin).isNotEqualTo(token);
        SignedToken parsed = SignedToken.parse(twin);

        revocations.revoke(Revocation.ofToken(token, Duration.ZERO));

        Grant grant = Grant.of(Claims.of(parsed.claims()), Defaults.NONE, Fingerprint.of(twin));
        assertThat(revocations.covers(grant)).isTrue();
        String other = Forge.token(
                "{\"alg\":\"ES256\"}",
                claims("bob").put("n", 1).encode(),
                "SHA256withECDSAinP1363Format",
                pair.getPrivate());
        assertThat(revocations.covers(Grant.of(Claims.of(parsed.claims()), Defaults.NONE, Fingerprint.of(other))))
                .isFalse();
    }

    private static String twin(String token, BigInteger order) {
        int dot = token.lastIndexOf('.');
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
        byte[] s = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)))
                .toByteArray();
        Arrays.fill(signature, 32, 64, (byte) 0);
        int length = Math.min(32, s.length);
        System.arraycopy(s, s.length - length, signature, 64 - length, length);
        return token.substring(0, dot + 1) + Forge.base64(signature);
    }

    @Test
    void showsNobodysName() {
        assertThat(Revocation.ofUser("bob", 1, 2).toString()).doesNotContain("bob");
        assertThat(Optional.of(Revocation.ofId("x-1", 2)).toString()).doesNotContain("x-1");
    }
}
