package io.carillon.gateway;

import io.carillon.count.Handshake;
import io.carillon.message.ErrorCode;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Lets only what is a WebSocket handshake pass (RFC 6455, section 4.2.1). */
final class HandshakeCheck implements Handler<RoutingContext> {

    static final String KEY = "Sec-WebSocket-Key";
    static final String VERSION = "Sec-WebSocket-Version";
    private static final String OFFER = Visit.OWN + "offer";
    private static final int KEY_BYTES = 16;

    @Override
    public void handle(RoutingContext routing) {
        Optional<Refusal> refusal = refusal(routing.request());
        if (refusal.isPresent()) {
            Verdict.refuse(routing, Handshake.NOT_A_HANDSHAKE, refusal.get());
            return;
        }
        try {
            routing.put(OFFER, Offer.of(routing.request().headers()));
        } catch (IllegalArgumentException e) {
            Verdict.refuse(routing, Handshake.NOT_A_HANDSHAKE, bad(String.valueOf(e.getMessage())));
            return;
        }
        routing.next();
    }

    /** What the client offered, once the check has passed. */
    static Offer offer(RoutingContext routing) {
        return Objects.requireNonNull(routing.get(OFFER));
    }

    /** The client's key, once the check has passed. */
    static String key(RoutingContext routing) {
        return Objects.requireNonNull(routing.request().getHeader(KEY)).strip();
    }

    private static Optional<Refusal> refusal(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.method() == HttpMethod.GET && !headers.contains("Upgrade") && !headers.contains(KEY)) {
            return Optional.of(bad("this is a WebSocket endpoint")
                    .status(426)
                    .header("Upgrade", "websocket")
                    .header("Connection", "Upgrade"));
        }
        if (request.method() != HttpMethod.GET) {
            return Optional.of(
                    bad("a handshake is a GET, got " + request.method().name()));
        }
        return headerRefusal(request, headers);
    }

    private static Optional<Refusal> headerRefusal(HttpServerRequest request, MultiMap headers) {
        if (request.version() != HttpVersion.HTTP_1_1) {
            return Optional.of(bad("a handshake is HTTP/1.1"));
        }
        if (headers.getAll("Host").size() != 1) {
            return Optional.of(bad("Host is there once"));
        }
        if (!lists(headers, "Upgrade", "websocket")) {
            return Optional.of(bad("Upgrade lists websocket"));
        }
        if (!lists(headers, "Connection", "upgrade")) {
            return Optional.of(bad("Connection lists Upgrade"));
        }
        if (hasBody(headers)) {
            return Optional.of(bad("a handshake has no body"));
        }
        return versionRefusal(headers).or(() -> keyRefusal(headers));
    }

    private static Optional<Refusal> versionRefusal(MultiMap headers) {
        List<String> versions = headers.getAll(VERSION);
        if (versions.size() != 1) {
            return Optional.of(bad(VERSION + " is there once"));
        }
        if (!versions.get(0).strip().equals("13")) {
            return Optional.of(bad("the WebSocket version is 13")
                    .status(426)
                    .header(VERSION, "13")
                    .header("Upgrade", "websocket")
                    .header("Connection", "Upgrade"));
        }
        return Optional.empty();
    }

    private static Optional<Refusal> keyRefusal(MultiMap headers) {
        List<String> keys = headers.getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.get(0).strip())) {
            return Optional.of(bad(KEY + " is there once: 16 bytes in base64"));
        }
        return Optional.empty();
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean hasBody(MultiMap headers) {
        String length = headers.get("Content-Length");
        return headers.contains("Transfer-Encoding")
                || (length != null && !length.strip().equals("0"));
    }

    private static boolean lists(MultiMap headers, String name, String token) {
        for (String line : headers.getAll(name)) {
            for (String entry : line.split(",")) {
                if (entry.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Refusal bad(String reason) {
        return Refusal.of(ErrorCode.BAD_REQUEST, reason);
    }
}
