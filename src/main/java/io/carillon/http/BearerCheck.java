package io.carillon.http;

import io.carillon.auth.Grant;
import io.carillon.auth.KeysUnavailableException;
import io.carillon.auth.TokenException;
import io.carillon.auth.TokenVerifier;
import io.carillon.message.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a request has a token that allows an operation (RFC 6750). For the request's event loop. */
final class BearerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BearerCheck.class);

    private static final String SCHEME = "Bearer";
    private static final String CHALLENGE = "WWW-Authenticate";
    /** When keys may be there that could not be had yet, in s. */
    private static final String KEYS_RETRY = "5";

    private final TokenVerifier tokens;
    private final boolean inQuery;

    /** @param inQuery whether a token in the query is taken, where the operation allows it */
    BearerCheck(TokenVerifier tokens, boolean inQuery) {
        this.tokens = tokens;
        this.inQuery = inQuery;
    }

    /** A request that was refused with this answer. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Refused(Problem problem) {
            super(problem.reason(), null, false, false);
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /** A token that is none, or none any more. */
    static Problem invalid(String why) {
        return Problem.of(ErrorCode.UNAUTHORIZED, why)
                .header(CHALLENGE, SCHEME + " error=\"invalid_token\", error_description=\"" + why + '"');
    }

    /** What the token grants; fails with {@link Refused}. Completes on the request's event loop. */
    Future<Grant> check(RoutingContext routing, ApiOperation operation) {
        return check(token(routing, operation), operation::isAllowedTo, operation.scopes());
    }

    /**
     * What a token grants, wherever it stood; fails with {@link Refused}. Completes on the caller's context.
     *
     * @param isEnough whether it may
     * @param scopes what it must have, for those who have not
     */
    Future<Grant> check(Optional<String> token, Predicate<Grant> isEnough, Set<String> scopes) {
        if (token.isEmpty()) {
            return Future.failedFuture(new Refused(
                    Problem.of(ErrorCode.UNAUTHORIZED, "a token is needed").header(CHALLENGE, SCHEME)));
        }
        return tokens.verify(token.get())
                .recover(cause -> Future.failedFuture(new Refused(problem(cause))))
                .compose(grant -> isEnough.test(grant)
                        ? Future.succeededFuture(grant)
                        : Future.failedFuture(new Refused(insufficient(scopes))));
    }

    private Optional<String> token(RoutingContext routing, ApiOperation operation) {
        Optional<String> header = inHeader(routing.request());
        if (header.isPresent()) {
            return header;
        }
        List<String> query =
                inQuery && operation.tokenInQuery() ? routing.queryParam("access_token") : List.<String>of();
        return query.stream().findFirst();
    }

    /** The token in the header that is made for it. */
    static Optional<String> inHeader(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(BearerCheck::isBearer)
                .map(header -> header.substring(SCHEME.length()).strip());
    }

    /** The scheme's case does not matter (RFC 9110, section 11.1). */
    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (header.length() == SCHEME.length() || header.charAt(SCHEME.length()) == ' ');
    }

    private static Problem insufficient(Set<String> needed) {
        String scopes = String.join(" ", needed);
        return Problem.of(ErrorCode.FORBIDDEN, "the token has not the scope " + scopes)
                .header(CHALLENGE, "Bearer error=\"insufficient_scope\", scope=\"" + scopes + '"');
    }

    static Problem problem(Throwable cause) {
        if (cause instanceof TokenException invalid) {
            return Problem.of(ErrorCode.UNAUTHORIZED, invalid.description())
                    .header(
                            CHALLENGE,
                            "Bearer error=\"invalid_token\", error_description=\"" + invalid.description() + '"');
        }
        if (cause instanceof KeysUnavailableException) {
            return Problem.of(ErrorCode.UNAVAILABLE, String.valueOf(cause.getMessage()))
                    .header("Retry-After", KEYS_RETRY);
        }
        LOG.error("a token could not be checked", cause);
        return Problem.of(ErrorCode.INTERNAL, "the token could not be checked");
    }
}
