package io.carillon.http;

import io.carillon.message.ErrorCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which pages may use the API: those of the server's own origin, and of those on the list, who are told so (CORS); a request
 * without {@code Origin} comes from no page. The own origin is that of the host that the client has asked for, of which a page
 * says nothing; its scheme is not compared, since a proxy in front may have ended TLS. Any event loop.
 */
final class CrossOrigin {

    private static final String MAX_AGE = "600"; // s

    private final boolean all;
    private final Set<String> allowed;
    private final Function<HttpServerRequest, Optional<String>> host;

    /**
     * @param origins as {@code https://app.example}, or {@code *} for all
     * @param host that a client has asked for
     */
    CrossOrigin(List<String> origins, Function<HttpServerRequest, Optional<String>> host) {
        this.host = host;
        this.all = origins.contains("*");
        this.allowed = origins.stream().map(CrossOrigin::normal).collect(Collectors.toSet());
    }

    void handle(RoutingContext routing) {
        String origin = routing.request().getHeader("Origin");
        if (!all) {
            routing.response().putHeader("Vary", "Origin");
        }
        if (origin == null || isOwn(origin, routing.request())) {
            routing.next();
        } else if (all || allowed.contains(normal(origin))) {
            allow(routing, all ? "*" : origin);
        } else {
            Problem.of(ErrorCode.FORBIDDEN, "the origin is not allowed").send(routing.request());
        }
    }

    /** Not by vertx-web's handler, which knows fewer schemes than browsers and applications have. */
    private static void allow(RoutingContext routing, String origin) {
        HttpServerResponse response = routing.response().putHeader("Access-Control-Allow-Origin", origin);
        boolean asks = routing.request().method().equals(HttpMethod.OPTIONS)
                && routing.request().getHeader("Access-Control-Request-Method") != null;
        if (asks) {
            response.setStatusCode(204)
                    .putHeader("Access-Control-Allow-Methods", "GET, POST, DELETE")
                    .putHeader(
                            "Access-Control-Allow-Headers",
                            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, traceparent, tracestate")
                    .putHeader("Access-Control-Max-Age", MAX_AGE)
                    .end();
        } else {
            response.putHeader("Access-Control-Expose-Headers", "Carillon-Connection, Retry-After, WWW-Authenticate");
            routing.next();
        }
    }

    private boolean isOwn(String origin, HttpServerRequest request) {
        int end = origin.indexOf("://");
        return end > 0
                && host.apply(request)
                        .filter(asked -> normal(origin).equals(normal(origin.substring(0, end) + "://" + asked)))
                        .isPresent();
    }

    /** Without the port that a scheme has anyway. */
    private static String normal(String origin) {
        String text = origin.strip().toLowerCase(Locale.ROOT);
        String usual = text.startsWith("https://") ? ":443" : text.startsWith("http://") ? ":80" : " ";
        return text.endsWith(usual) ? text.substring(0, text.length() - usual.length()) : text;
    }
}
