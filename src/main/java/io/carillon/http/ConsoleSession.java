package io.carillon.http;

import io.carillon.auth.Grant;
import io.carillon.message.ErrorCode;
import io.carillon.tls.PlainCheck;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.Set;

/**
 * Who has signed in to the console: whoever brings a cookie with a token of the scope {@code admin}, which is looked at each time,
 * so that it ends with its token. The cookie opens the app's files and nothing else: the API does not look at it, and other
 * sites' pages cannot make a browser send it. For the requests' event loops.
 */
final class ConsoleSession {

    static final String COOKIE = "carillon-console";

    private static final String SCOPE = "admin";

    /** Browsers keep no cookie of more than 4096 bytes with its name and attributes, and do not say so. */
    private static final int LONGEST = 3_800;

    private static final long MILLIS = 1000;

    private final BearerCheck bearer;
    private final PlainCheck plain;

    ConsoleSession(BearerCheck bearer, PlainCheck plain) {
        this.bearer = bearer;
        this.plain = plain;
    }

    /** What the cookie's token grants; fails with {@link BearerCheck.Refused}. */
    Future<Grant> check(HttpServerRequest request) {
        return check(Optional.ofNullable(request.getCookie(COOKIE)).map(Cookie::getValue));
    }

    private Future<Grant> check(Optional<String> token) {
        return bearer.check(token, grant -> grant.hasScope(SCOPE), Set.of(SCOPE));
    }

    /**
     * POST signs in with the token of the header {@code Authorization}, DELETE signs out, and GET tells whether this server hands
     * out tokens by itself: with {@code --dev} another route answers that before this one.
     */
    void answer(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST)) {
            begin(request);
        } else if (Console.isReading(request)) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end("{\"development\":false}");
            Rest.drop(request);
        } else if (request.method().equals(HttpMethod.DELETE)) {
            end(request, cookie(request, "").setMaxAge(0));
        } else {
            Console.refuse(request, "DELETE, GET, HEAD, POST");
        }
    }

    private void begin(HttpServerRequest request) {
        Optional<String> token = BearerCheck.inHeader(request);
        check(token)
                .onSuccess(grant -> begin(request, token.orElseThrow(), grant))
                .onFailure(cause -> problem(cause).send(request));
    }

    private void begin(HttpServerRequest request, String token, Grant grant) {
        if (token.length() > LONGEST) {
            Problem.of(
                            ErrorCode.TOO_LARGE,
                            "a token of " + LONGEST + " bytes at most fits into a cookie, this one has "
                                    + token.length())
                    .send(request);
            return;
        }
        Cookie cookie = cookie(request, token);
        grant.expires().ifPresent(at -> cookie.setMaxAge(Math.max(1, (at - System.currentTimeMillis()) / MILLIS)));
        end(request, cookie);
    }

    private Cookie cookie(HttpServerRequest request, String value) {
        return Cookie.cookie(COOKIE, value)
                .setPath(Console.BASE)
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(plain.cameByTls(request));
    }

    private static void end(HttpServerRequest request, Cookie cookie) {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            response.addCookie(cookie)
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end();
            Rest.drop(request);
        }
    }

    static Problem problem(Throwable cause) {
        return cause instanceof BearerCheck.Refused refused
                ? refused.problem()
                : Problem.of(ErrorCode.INTERNAL, "the token could not be checked");
    }
}
