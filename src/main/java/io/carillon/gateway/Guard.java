package io.carillon.gateway;

import io.carillon.auth.Revocations;
import io.carillon.auth.TokenKeys;
import io.carillon.auth.TokenVerifier;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.Revoker;
import io.carillon.config.Config;
import io.carillon.schema.Schemas;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * Whom to let in, and whom not any more, and what data. Any thread.
 *
 * @param closed whether no key is known for anybody
 */
record Guard(TokenKeys keys, TokenVerifier tokens, Revoker revoker, Schemas schemas, boolean closed) {

    /**
     * Learns what was revoked, and reads the keys and schemas that are elsewhere.
     *
     * @param own what is here
     */
    static Future<Guard> start(Vertx vertx, Config config, HubFiles own, Cluster cluster) {
        Clock clock = Clock.systemUTC();
        Revocations revocations = new Revocations(clock);
        return Revoker.start(vertx, cluster, revocations)
                .compose(revoker -> own.schemas()
                        .start(vertx)
                        .compose(fetched -> TokenKeys.start(
                                vertx, own.keys(), config.auth().jwt().jwks()))
                        .map(keys -> new Guard(
                                keys,
                                new TokenVerifier(vertx, keys, config.auth(), revocations, clock),
                                revoker,
                                own.schemas(),
                                own.keys().isClosed()))
                        .recover(cause -> {
                            own.schemas().close();
                            return revoker.close().transform(left -> Future.failedFuture(cause));
                        }));
    }

    /** Whether all that is kept elsewhere has been had once. */
    boolean isReady() {
        return keys.isReady() && schemas.isReady();
    }

    /** Looks no more for what has changed elsewhere. */
    void stopFetching() {
        keys.close();
        schemas.close();
    }
}
