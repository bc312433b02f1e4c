package io.carillon.gateway;

import io.carillon.auth.Revocations;
import io.carillon.auth.TokenKeys;
import io.carillon.auth.TokenVerifier;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.Revoker;
import io.carillon.config.AuthConfig;
import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.Violation;
import io.carillon.schema.Schemas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Whom to let in, and whom not any more, and what data; as it is now. Any thread. */
final class Guard {

    private static final Clock CLOCK = Clock.systemUTC();

    /**
     * What is looked up elsewhere again and again.
     *
     * @param closed whether no key is known for anybody
     */
    record Held(TokenKeys keys, Schemas schemas, boolean closed) {

        /** Looks no more for what has changed elsewhere. */
        void close() {
            keys.close();
            schemas.close();
        }
    }

    private final Vertx vertx;
    private final TokenVerifier tokens;
    private final Revoker revoker;
    private volatile Held held;

    private Guard(Vertx vertx, TokenVerifier tokens, Revoker revoker, Held held) {
        this.vertx = vertx;
        this.tokens = tokens;
        this.revoker = revoker;
        this.held = held;
    }

    /**
     * Learns what was revoked, and reads the keys and schemas that are elsewhere.
     *
     * @param own what is here
     */
    static Future<Guard> start(Vertx vertx, Config config, HubFiles own, Cluster cluster) {
        Revocations revocations = new Revocations(CLOCK);
        return Revoker.start(vertx, cluster, revocations)
                .compose(revoker -> own.schemas()
                        .start(vertx)
                        .compose(fetched -> TokenKeys.start(
                                vertx, own.keys(), config.auth().jwt().jwks()))
                        .map(keys -> new Guard(
                                vertx,
                                new TokenVerifier(vertx, keys, config.auth(), revocations, CLOCK),
                                revoker,
                                new Held(keys, own.schemas(), own.keys().isClosed())))
                        .recover(cause -> {
                            own.schemas().close();
                            return revoker.close().transform(left -> Future.failedFuture(cause));
                        }));
    }

    /**
     * Reads the keys and schemas of another configuration that are elsewhere; what is in use stays so.
     *
     * @param own what is here
     * @return fails with a {@link ConfigException} where something cannot be had, and what is in use now could
     */
    Future<Held> prepare(Config next, HubFiles own) {
        Held now = held;
        return own.schemas()
                .start(vertx, now.schemas)
                .compose(fetched ->
                        TokenKeys.start(vertx, own.keys(), next.auth().jwt().jwks(), now.keys))
                .compose(keys ->
                        checked(now, new Held(keys, own.schemas(), own.keys().isClosed()), next))
                .onFailure(cause -> own.schemas().close());
    }

    private static Future<Held> checked(Held now, Held other, Config next) {
        List<Violation> violations = new ArrayList<>();
        if (now.keys.isReady() && !other.keys.isReady()) {
            String url = String.valueOf(next.auth().jwt().jwks().url().orElseThrow());
            violations.add(missing("auth.jwt.jwks.url", url.replaceAll("\\?.*", "")));
        }
        if (now.schemas.isReady()) {
            other.schemas.missing().forEach(schema -> violations.add(missing("rooms", schema)));
        }
        if (violations.isEmpty()) {
            return Future.succeededFuture(other);
        }
        other.close();
        return Future.failedFuture(new ConfigException(violations));
    }

    private static Violation missing(String path, String what) {
        return new Violation("configuration", path, what + ", which cannot be had now", "what can be fetched");
    }

    /** Goes by something else from now on. */
    void change(Held next, AuthConfig auth) {
        Held before = held;
        held = next;
        tokens.change(next.keys, auth, CLOCK);
        before.close();
    }

    TokenVerifier tokens() {
        return tokens;
    }

    Revoker revoker() {
        return revoker;
    }

    /** Whether no key is known for anybody. */
    boolean closed() {
        return held.closed;
    }

    /** Whether all that is kept elsewhere has been had once. */
    boolean isReady() {
        Held now = held;
        return now.keys.isReady() && now.schemas.isReady();
    }

    /** Looks no more for what has changed elsewhere. */
    void stopFetching() {
        held.close();
    }
}
