package io.carillon.gateway;

import io.vertx.ext.web.RoutingContext;

/** How an endpoint and a client agree on what they speak (RFC 6455, section 4.2.2). On any event loop. */
@FunctionalInterface
public interface Negotiator {

    /**
     * Agrees, or says why not.
     *
     * @param offer the subprotocols that the client lists
     * @param routing the request, whoever it is from has been settled
     */
    Agreement agree(Offer offer, RoutingContext routing) throws DisagreementException;
}
