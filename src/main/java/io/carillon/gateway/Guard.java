package io.carillon.gateway;

import io.carillon.auth.KeyRing;
import io.carillon.auth.Revocations;
import io.carillon.auth.TokenKeys;
import io.carillon.auth.TokenVerifier;
import io.carillon.cluster.Cluster;
import io.carillon.cluster.Revoker;
import io.carillon.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * Whom to let in, and whom not any more. Any thread.
 *
 * @param closed whether no key is known for anybody
 */
record Guard(TokenKeys keys, TokenVerifier tokens, Revoker revoker, boolean closed) {

    /**
     * Learns what was revoked, and reads the keys that are elsewhere.
     *
     * @param own the configured keys
     */
    static Future<Guard> start(Vertx vertx, Config config, KeyRing own, Cluster cluster) {
        Clock clock = Clock.systemUTC();
        Revocations revocations = new Revocations(clock);
        return Revoker.start(vertx, cluster, revocations)
                .compose(revoker -> TokenKeys.start(
                                vertx, own, config.auth().jwt().jwks())
                        .map(keys -> new Guard(
                                keys,
                                new TokenVerifier(vertx, keys, config.auth(), revocations, clock),
                                revoker,
                                own.isClosed()))
                        .recover(cause -> revoker.close().transform(left -> Future.failedFuture(cause))));
    }
}
