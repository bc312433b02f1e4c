package io.carillon.gateway;

import io.carillon.config.EndpointConfig;
import io.carillon.message.CloseCode;

/**
 * An endpoint at work, shared by all event loops.
 *
 * @param config what was configured
 * @param protocol how a client and the server agree on what they speak
 * @param admission who may come in
 */
record Endpoint(EndpointConfig config, Negotiation protocol, Admission admission) {

    static Endpoint of(EndpointConfig config, Admission node) {
        return new Endpoint(
                config,
                new Negotiation(config.protocol()),
                node.ofEndpoint(config.limits().admission()));
    }

    /** What this endpoint sends for a code. */
    int closeCode(CloseCode code) {
        return config.closeCodes().getOrDefault(code.code(), code.code());
    }
}
