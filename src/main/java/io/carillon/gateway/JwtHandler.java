package io.carillon.gateway;

import io.carillon.auth.Access;
import io.carillon.auth.Grant;
import io.carillon.auth.KeysUnavailableException;
import io.carillon.auth.TokenException;
import io.carillon.auth.TokenVerifier;
import io.carillon.count.Handshake;
import io.carillon.message.ErrorCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets only requests with a valid token pass that allows the endpoint (RFC 6750), and keeps what it grants. */
final class JwtHandler implements Handler<RoutingContext> {

    private static final Logger LOG = LoggerFactory.getLogger(JwtHandler.class);
    private static final String GRANT = Visit.OWN + "grant";
    static final String PARAMETER = "access_token";
    private static final String SCHEME = "Bearer";
    private static final String CHALLENGE = "WWW-Authenticate";
    /** When keys may be there that could not be had yet, in s. */
    private static final int KEYS_RETRY = 5;

    private final TokenVerifier tokens;
    private final String endpoint;
    private final boolean inQuery;

    /**
     * @param endpoint its name, which a token may have to allow
     * @param inQuery whether the query may have the token
     */
    JwtHandler(TokenVerifier tokens, String endpoint, boolean inQuery) {
        this.tokens = tokens;
        this.endpoint = endpoint;
        this.inQuery = inQuery;
    }

    @Override
    public void handle(RoutingContext routing) {
        Optional<String> token = token(routing);
        if (token.isEmpty()) {
            Verdict.refuse(
                    routing,
                    Handshake.NO_TOKEN,
                    Refusal.of(ErrorCode.UNAUTHORIZED, "a token is needed").header(CHALLENGE, "Bearer"));
            return;
        }
        Future<Grant> grant = tokens.verify(token.get());
        if (grant.isComplete()) {
            decide(routing, grant);
            return;
        }
        Context context = routing.vertx().getOrCreateContext();
        routing.request().pause(); // nothing may be read before it is decided who reads it
        grant.onComplete(done -> context.runOnContext(nothing -> {
            routing.request().resume();
            decide(routing, grant);
        }));
    }

    /** What the token of a request allows; null where none was looked for. */
    static @Nullable Grant grant(RoutingContext routing) {
        return routing.get(GRANT);
    }

    private Optional<String> token(RoutingContext routing) {
        String header = routing.request().getHeader("Authorization");
        if (header != null && isBearer(header)) {
            return Optional.of(header.substring(SCHEME.length()).strip());
        }
        Optional<String> entry = HandshakeCheck.offer(routing).token();
        if (entry.isPresent() || !inQuery) {
            return entry;
        }
        return routing.queryParam(PARAMETER).stream().findFirst();
    }

    /** The scheme's case does not matter (RFC 9110, section 11.1). */
    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (header.length() == SCHEME.length() || header.charAt(SCHEME.length()) == ' ');
    }

    private void decide(RoutingContext routing, Future<Grant> verified) {
        if (verified.failed()) {
            refuse(routing, verified.cause());
            return;
        }
        Grant grant = verified.result();
        if (!grant.allowsEndpoint(endpoint)) {
            Verdict.refuse(routing, Handshake.FORBIDDEN, Refusal.of(ErrorCode.FORBIDDEN, Access.noEndpoint(endpoint)));
            return;
        }
        routing.put(GRANT, grant);
        routing.next();
    }

    /** Answers whoever's token is not accepted, or cannot be checked. */
    static void refuse(RoutingContext routing, Throwable cause) {
        if (cause instanceof TokenException invalid) {
            Verdict.refuse(
                    routing,
                    Handshake.INVALID_TOKEN,
                    Refusal.of(ErrorCode.UNAUTHORIZED, invalid.description())
                            .header(
                                    CHALLENGE,
                                    "Bearer error=\"invalid_token\", error_description=\"" + invalid.description()
                                            + '"'));
            return;
        }
        if (cause instanceof KeysUnavailableException) {
            Verdict.refuse(
                    routing,
                    Handshake.UNAVAILABLE,
                    Refusal.of(ErrorCode.UNAVAILABLE, String.valueOf(cause.getMessage()))
                            .header("Retry-After", String.valueOf(KEYS_RETRY)));
            return;
        }
        LOG.error("a token could not be checked", cause);
        Verdict.refuse(routing, Handshake.FAILED, Refusal.of(ErrorCode.INTERNAL, "the token could not be checked"));
    }
}
