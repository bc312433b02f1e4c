package io.carillon.gateway;

import io.carillon.auth.TokenVerifier;
import io.carillon.config.Config;
import io.carillon.hub.Hub;
import java.time.Clock;

/**
 * What the gateways of a node share.
 *
 * @param version the product's version
 */
record GatewayContext(Config config, Hub hub, Admission admission, TokenVerifier tokens, Clock clock, String version) {}
