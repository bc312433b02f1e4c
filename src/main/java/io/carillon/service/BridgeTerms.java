package io.carillon.service;

import io.carillon.auth.TokenVerifier;
import io.carillon.config.Config;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * What all connections of a bridge have in common.
 *
 * @param services what may be done
 * @param tokens who may have it done
 * @param config says now what a connection may cost
 */
record BridgeTerms(Vertx vertx, ServiceTable services, TokenVerifier tokens, Supplier<Config> config) {

    Limits limits() {
        return Limits.of(config.get());
    }

    /**
     * What a connection may cost.
     *
     * @param frame bytes of the largest one that comes in
     * @param queue bytes that may wait for a service that does not read
     * @param handshake ms that a connection may stay without a token
     * @param call ms that a service may take to answer
     * @param leeway ms by which clocks may differ
     */
    record Limits(int frame, int queue, long handshake, long call, long leeway) {

        /** Around the data: an address, headers with a token, names. */
        private static final int ENVELOPE = 32 * 1024;

        static Limits of(Config config) {
            return new Limits(
                    config.limits().connection().message() + ENVELOPE,
                    config.limits().connection().queue(),
                    config.limits().handshake().toMillis(),
                    config.call().timeout().toMillis(),
                    config.auth().jwt().leeway().toMillis());
        }
    }
}
