package io.carillon.http;

import io.carillon.message.ErrorCode;
import io.carillon.tls.PlainCheck;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Serves the console at {@code /console/}: the sign-in to all, and the app to whoever has signed in. What it shows comes from
 * the HTTP API, which looks at tokens by itself; the app's files are kept back so that nobody is shown more than a sign-in. For
 * the requests' event loops.
 */
public final class Console implements Consumer<Router> {

    static final String BASE = "/console/";
    private static final String APP = "app/";
    private static final String INDEX = "index.html";
    private static final String SESSION = "session";

    /** Scripts, styles and requests of this server alone; its WebSockets are {@code 'self'}, too. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

    private static final String NO_FILES =
            "This build of Carillon has no console: it was made without npm. Build it again (mvn package)"
                    + " with Node 20.19 or newer and npm on the PATH.\n";

    private final ConsoleFiles files;
    private final ConsoleSession sessions;
    private final PlainCheck plain;

    /** @param bearer looks at tokens */
    Console(ConsoleFiles files, BearerCheck bearer, PlainCheck plain) {
        this.files = files;
        this.sessions = new ConsoleSession(bearer, plain);
        this.plain = plain;
    }

    @Override
    public void accept(Router router) {
        router.route(BASE + "*").handler(this::answer);
    }

    private void answer(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        HEADERS.forEach(routing.response()::putHeader);
        request.pause(); // until it is known what becomes of it
        String path = routing.normalizedPath();
        if (!plain.mayPass(request)) {
            Problem.of(ErrorCode.FORBIDDEN, PlainCheck.REASON).send(request);
        } else if (files.isEmpty()) {
            tellOfNone(request);
        } else if (path.equals(BASE + SESSION)) {
            sessions.answer(request);
        } else if (!isReading(request)) {
            refuse(request, "GET, HEAD");
        } else if (path.equals("/console") || path.equals("/console/app")) {
            redirect(request, path + '/');
        } else if (path.startsWith(BASE + APP)) {
            guard(routing, path.substring(BASE.length()));
        } else {
            send(routing, path.substring(BASE.length()));
        }
    }

    static boolean isReading(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    static void refuse(HttpServerRequest request, String allowed) {
        Problem.of(405, "not with this method, but with " + allowed)
                .header("Allow", allowed)
                .send(request);
    }

    private static void tellOfNone(HttpServerRequest request) {
        request.response()
                .setStatusCode(404)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(NO_FILES);
        Rest.drop(request);
    }

    private static void redirect(HttpServerRequest request, String path) {
        request.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, path)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end();
        Rest.drop(request);
    }

    /** The page leads whoever is not signed in to the sign-in, and browsers keep the fragment; files are refused. */
    private void guard(RoutingContext routing, String name) {
        HttpServerRequest request = routing.request();
        sessions.check(request).onSuccess(grant -> send(routing, name)).onFailure(cause -> {
            Problem problem = ConsoleSession.problem(cause);
            if (problem.status() == 401 && name.equals(APP)) {
                redirect(request, BASE);
            } else {
                problem.send(request);
            }
        });
    }

    private void send(RoutingContext routing, String name) {
        String file = name.isEmpty() || name.endsWith("/") ? name + INDEX : name;
        files.find(file)
                .ifPresentOrElse(
                        content -> send(routing, content, name.startsWith(APP)),
                        () -> Problem.of(ErrorCode.NOT_FOUND, "there is nothing at this path")
                                .send(routing.request()));
    }

    private static void send(RoutingContext routing, ConsoleFiles.Content content, boolean isGuarded) {
        HttpServerResponse response = routing.response();
        if (response.closed()) {
            return; // gone, while its token was looked at
        }
        String whose = isGuarded ? "private" : "public";
        String caching = content.isNamedByContent() ? ", max-age=31536000, immutable" : ", no-cache";
        response.putHeader(HttpHeaders.CACHE_CONTROL, whose + caching);
        if (isGuarded) {
            response.putHeader(HttpHeaders.VARY, "Cookie");
        }
        routing.etag(content.tag());
        if (routing.isFresh()) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, content.type())
                    .putHeader(
                            HttpHeaders.CONTENT_LENGTH,
                            Integer.toString(content.bytes().length()));
            if (routing.request().method().equals(HttpMethod.HEAD)) {
                response.end();
            } else {
                response.end(content.bytes());
            }
        }
        Rest.drop(routing.request());
    }
}
