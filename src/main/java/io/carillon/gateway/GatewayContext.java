package io.carillon.gateway;

import io.carillon.auth.TokenVerifier;
import io.carillon.config.Config;
import io.carillon.hub.Hub;
import io.carillon.hub.Sessions;
import java.time.Clock;
import java.util.List;

/**
 * What the gateways of a node share.
 *
 * @param sessions of users, in the cluster
 * @param admission of the node, over all endpoints
 * @param endpoints those without parameters in their path first, so that these do not hide them
 * @param version the product's version
 * @param transport how bytes get onto sockets
 */
record GatewayContext(
        Config config,
        Hub hub,
        Sessions sessions,
        Admission admission,
        List<Endpoint> endpoints,
        TokenVerifier tokens,
        Clock clock,
        String version,
        Transport transport) {}
