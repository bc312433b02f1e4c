package io.carillon.http;

import io.carillon.auth.TokenVerifier;
import io.carillon.config.ApiConfig;
import io.carillon.config.Config;
import io.carillon.overview.Overview;
import io.carillon.service.Revoking;
import io.carillon.service.ServedNode;
import io.carillon.tls.PlainCheck;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the HTTP API of a node needs.
 *
 * @param now says what holds now
 * @param node that is served
 * @param tokens who may come
 * @param plain whether a request may have come as it has
 * @param host that a client has asked for, as far as those in front are believed; empty where nobody says it
 * @param overview how all nodes are
 */
public record ApiContext(
        Supplier<Config> now,
        ServedNode node,
        Revoking revoking,
        TokenVerifier tokens,
        PlainCheck plain,
        Function<HttpServerRequest, Optional<String>> host,
        Overview overview) {

    ApiConfig config() {
        return now.get().api();
    }

    /** Bytes that may wait for a reader of events; more end it. */
    int queue() {
        return now.get().limits().connection().queue();
    }

    /** How far clocks may differ, in ms. */
    long leeway() {
        return now.get().auth().jwt().leeway().toMillis();
    }
}
