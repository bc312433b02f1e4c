package io.carillon.gateway;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Agrees on the first subprotocol of the client's list that is one of ours; where either lists none, on none (RFC 6455,
 * section 4.2.2). Data is sent as it is.
 */
record Subprotocols(List<String> names, Function<Connection, ConnectionHandler> handler) implements Negotiator {

    @Override
    public Agreement agree(Offer offer, RoutingContext routing) throws DisagreementException {
        Optional<String> chosen = offer.names().stream().filter(names::contains).findFirst();
        if (chosen.isEmpty() && offer.made() && !names.isEmpty()) {
            throw new DisagreementException("no common subprotocol", names);
        }
        return new Agreement(chosen, RawEncoder.INSTANCE, handler);
    }
}
