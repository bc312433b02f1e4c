package io.carillon.http;

import io.carillon.auth.TokenVerifier;
import io.carillon.config.ApiConfig;
import io.carillon.service.Revoking;
import io.carillon.service.ServedNode;

/**
 * What the HTTP API of a node needs.
 *
 * @param node that is served
 * @param tokens who may come
 * @param queue bytes that may wait for a reader of events; more end it
 * @param leeway how far clocks may differ, in ms
 */
public record ApiContext(
        ApiConfig config, ServedNode node, Revoking revoking, TokenVerifier tokens, int queue, long leeway) {}
