package io.carillon.auth;

import io.carillon.config.AuthConfig;
import io.carillon.config.JwtConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * Turns tokens into grants, by the rules that hold now. What was verified by other rules is forgotten with them. Any thread;
 * futures complete on the caller's context.
 */
public final class TokenVerifier {

    private final Vertx vertx;
    private final Revocations revocations;
    private final TokenCounters counters;
    private volatile Verification now;

    /**
     * @param keys who may sign
     * @param config what else is asked of tokens, and what those are allowed that do not say so
     * @param revocations what is refused all the same
     */
    public TokenVerifier(Vertx vertx, TokenKeys keys, AuthConfig config, Revocations revocations, Clock clock) {
        this(vertx, keys, new ClaimCheck(config.jwt(), clock), Defaults.of(config), revocations);
    }

    TokenVerifier(Vertx vertx, KeyRing keys, JwtConfig config, Defaults defaults, Clock clock) {
        this(vertx, keys::check, new ClaimCheck(config, clock), defaults, new Revocations(clock));
    }

    TokenVerifier(
            Vertx vertx, SignatureCheck signatures, ClaimCheck claims, Defaults defaults, Revocations revocations) {
        this.vertx = vertx;
        this.revocations = revocations;
        this.counters = new TokenCounters(signatures.fetches());
        this.now = new Verification(vertx, signatures, claims, defaults, revocations);
    }

    /** How tokens were verified. */
    public TokenCounters counters() {
        return counters;
    }

    /** Goes by other rules from now on; what was revoked stays so. Keys that come after others count on with these. */
    public void change(TokenKeys keys, AuthConfig config, Clock clock) {
        now = new Verification(vertx, keys, new ClaimCheck(config.jwt(), clock), Defaults.of(config), revocations);
    }

    /** What is refused though it would be valid. */
    public Revocations revocations() {
        return revocations;
    }

    /**
     * What the token grants; fails with a {@link TokenException} where it is not accepted, with a {@link
     * KeysUnavailableException} where nobody can say yet. Between this and the use of the grant the token may be revoked.
     */
    public Future<Grant> verify(String token) {
        return counters.count(now.verify(token));
    }

    /**
     * All that there is to say of a token, whether it is accepted or not; nothing comes of it. Fails with a {@link
     * KeysUnavailableException} where nobody can say yet.
     */
    public Future<TokenReview> review(String token) {
        return now.review(token);
    }
}
