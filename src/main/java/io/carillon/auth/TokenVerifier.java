package io.carillon.auth;

import io.carillon.config.JwtConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Turns tokens into grants. A token is read strictly, its signature checked with a configured key, then its claims; a
 * token that was accepted is remembered until it expires, and a signature is checked once for all who bring the same
 * token at a time. Secrets take microseconds and are checked where one stands; public keys take up to a millisecond and
 * are left to worker threads. Any thread; futures complete on the caller's context.
 */
public final class TokenVerifier {

    private static final int REMEMBERED = 10_000;

    private final Vertx vertx;
    private final SignatureCheck signatures;
    private final ClaimCheck claims;
    private final RoomRules defaults;
    private final TokenCache accepted = new TokenCache(REMEMBERED);
    private final Map<TokenCache.Key, Future<Grant>> running = new ConcurrentHashMap<>();

    /**
     * @param keys who may sign
     * @param config what else is asked of tokens
     * @param defaults what tokens without {@code allow} are allowed
     */
    public TokenVerifier(Vertx vertx, KeyRing keys, JwtConfig config, RoomRules defaults, Clock clock) {
        this(vertx, keys::check, new ClaimCheck(config, clock), defaults);
    }

    TokenVerifier(Vertx vertx, SignatureCheck signatures, ClaimCheck claims, RoomRules defaults) {
        this.vertx = vertx;
        this.signatures = signatures;
        this.claims = claims;
        this.defaults = defaults;
    }

    /** What the token grants; fails with a {@link TokenException} where it is not accepted. */
    public Future<Grant> verify(String token) {
        try {
            if (token.length() > SignedToken.LONGEST) {
                throw SignedToken.tooLong();
            }
            TokenCache.Key key = TokenCache.Key.of(token);
            Optional<Grant> known = accepted.get(key);
            return known.isPresent() ? again(key, known.get()) : first(key, SignedToken.parse(token));
        } catch (TokenException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Grant> again(TokenCache.Key key, Grant grant) {
        try {
            claims.checkNotExpired(grant.expires());
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
        return Future.succeededFuture() // in a chain, since a worker pool that is closed throws
                .compose(started -> vertx.executeBlocking(() -> accept(key, token), false))
                .map(Objects::requireNonNull)
                .onComplete(result -> {
                    running.remove(key);
                    mine.handle(result);
                });
    }

    /** Somebody else's result, on the context of whoever asks now. */
    private Future<Grant> here(Future<Grant> others) {
        Context context = vertx.getOrCreateContext();
        Promise<Grant> mine = Promise.promise();
        others.onComplete(result -> context.runOnContext(ignored -> mine.handle(result)));
        return mine.future();
    }

    private Grant accept(TokenCache.Key key, SignedToken token) {
        Claims said = Claims.of(token.claims());
        signatures.check(token);
        claims.check(said);
        Grant grant = Grant.of(said, defaults);
        accepted.put(key, grant);
        return grant;
    }
}
