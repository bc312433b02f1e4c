package io.carillon.auth;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns tokens into grants, by one set of rules. A token is read strictly, its signature checked with a configured key, then its claims; a
 * token that was accepted is remembered until it expires, and a signature is checked once for all who bring the same
 * token at a time. Secrets take microseconds and are checked where one stands; public keys take up to a millisecond and
 * are left to worker threads. Where no key is known for a token, it waits until one was looked for. What was revoked is
 * never accepted, remembered or not. Any thread; futures complete on the caller's context.
 */
final class Verification {

    private static final int REMEMBERED = 10_000;

    private final Vertx vertx;
    private final SignatureCheck signatures;
    private final ClaimCheck claims;
    private final Defaults defaults;
    private final Revocations revocations;
    private final TokenCache accepted = new TokenCache(REMEMBERED);
    private final Map<TokenCache.Key, Future<Grant>> running = new ConcurrentHashMap<>();
    private volatile Object keys;

    Verification(
            Vertx vertx, SignatureCheck signatures, ClaimCheck claims, Defaults defaults, Revocations revocations) {
        this.vertx = vertx;
        this.signatures = signatures;
        this.claims = claims;
        this.defaults = defaults;
        this.revocations = revocations;
        this.keys = signatures.keys();
    }

    /**
     * What the token grants; fails with a {@link TokenException} where it is not accepted, with a {@link
     * KeysUnavailableException} where nobody can say yet. Between this and the use of the grant the token may be revoked.
     */
    Future<Grant> verify(String token) {
        try {
            if (token.length() > SignedToken.LONGEST) {
                throw SignedToken.tooLong();
            }
            forgetWithKeys();
            TokenCache.Key key = TokenCache.Key.of(token);
            Optional<Grant> known = accepted.get(key);
            return known.isPresent() ? again(key, known.get()) : first(key, SignedToken.parse(token));
        } catch (TokenException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * All that there is to say of a token: as {@link #verify}, but nothing is remembered, and what a check finds does not stop the
     * others. Never fails for what is in the token; fails with a {@link KeysUnavailableException} where nobody can say yet.
     */
    Future<TokenReview> review(String token) {
        Context context = vertx.getOrCreateContext();
        Object tried = signatures.keys();
        TokenReviewer first = reviewer();
        return vertx.executeBlocking(() -> first.review(token), false)
                .map(Objects::requireNonNull)
                .compose(review -> first.keyMayBeElsewhere()
                        ? here(context, signatures.learn(tried))
                                .compose(changed -> changed ? again(token) : just(review))
                        : just(review));
    }

    private Future<TokenReview> again(String token) {
        return vertx.executeBlocking(() -> reviewer().review(token), false).map(Objects::requireNonNull);
    }

    private static <T> Future<T> just(T value) {
        return Future.succeededFuture(value);
    }

    private TokenReviewer reviewer() {
        return new TokenReviewer(signatures, claims, defaults, Optional.of(revocations));
    }

    /** What a key has signed that is gone is not accepted any more. */
    private void forgetWithKeys() {
        Object now = signatures.keys();
        if (now != keys) {
            accepted.clear();
            keys = now;
        }
    }

    private Future<Grant> again(TokenCache.Key key, Grant grant) {
        try {
            claims.checkNotExpired(grant.expires());
            revocations.check(grant);
            return Future.succeededFuture(grant);
        } catch (TokenException e) {
            accepted.remove(key);
            throw e;
        }
    }

    private Future<Grant> first(TokenCache.Key key, SignedToken token) {
        if (token.algorithm().family() == Algorithm.Family.HMAC) {
            return Future.succeededFuture(accept(key, token));
        }
        Promise<Grant> mine = Promise.promise();
        Future<Grant> others = running.putIfAbsent(key, mine.future());
        return others == null ? aside(key, token, mine) : here(others);
    }

    private Future<Grant> aside(TokenCache.Key key, SignedToken token, Promise<Grant> mine) {
        Context context = vertx.getOrCreateContext();
        Object tried = signatures.keys();
        return calculated(key, token)
                .recover(cause -> cause instanceof UnknownKeyException
                        ? here(context, signatures.learn(tried))
                                .compose(changed -> changed ? calculated(key, token) : Future.failedFuture(cause))
                        : Future.failedFuture(cause))
                .onComplete(result -> {
                    running.remove(key);
                    mine.handle(result);
                });
    }

    private Future<Grant> calculated(TokenCache.Key key, SignedToken token) {
        return Future.succeededFuture() // in a chain, since a worker pool that is closed throws
                .compose(started -> vertx.executeBlocking(() -> accept(key, token), false))
                .map(Objects::requireNonNull);
    }

    /** Somebody else's result, on the context of whoever asks now. */
    private Future<Grant> here(Future<Grant> others) {
        return here(vertx.getOrCreateContext(), others);
    }

    private static <T> Future<T> here(Context context, Future<T> others) {
        Promise<T> mine = Promise.promise();
        others.onComplete(result -> context.runOnContext(ignored -> mine.handle(result)));
        return mine.future();
    }

    private Grant accept(TokenCache.Key key, SignedToken token) {
        Claims said = Claims.of(token.claims());
        Object with = signatures.keys();
        signatures.check(token);
        claims.check(said);
        Grant grant = Grant.of(said, defaults, Fingerprint.of(token.text()));
        revocations.check(grant);
        accepted.put(key, grant);
        if (signatures.keys() != with) {
            accepted.remove(key); // the keys have changed meanwhile: whoever forgot with them may have been before us
        }
        return grant;
    }
}
