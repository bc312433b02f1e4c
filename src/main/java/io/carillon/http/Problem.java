package io.carillon.http;

import io.carillon.message.ErrorCode;
import io.carillon.message.Misfit;
import io.carillon.message.RefusedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request that is refused, as RFC 9457 has it: what its status is called, and what is wrong. The code and reason of the error
 * are there under the names that they have wherever else the server refuses something.
 */
record Problem(int status, ErrorCode code, String reason, List<Misfit> paths, Map<String, String> headers) {

    private static final String TYPE = "application/problem+json";

    /** When it makes sense to ask again where nobody knows better, in s. */
    private static final String SOON = "2";

    private static final int MILLIS = 1000;

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"));

    static Problem of(ErrorCode code, String reason) {
        return of(code, reason, List.of());
    }

    private static Problem of(ErrorCode code, String reason, List<Misfit> paths) {
        Problem problem = new Problem(code.status(), code, reason, paths, Map.of());
        return code == ErrorCode.UNAVAILABLE ? problem.header("Retry-After", SOON) : problem;
    }

    static Problem of(RefusedException refused) {
        Problem problem = of(refused.code(), refused.reason(), refused.paths());
        Long after = refused.retryAfter();
        return after == null
                ? problem
                : problem.header("Retry-After", Long.toString(Math.max(1, (after + MILLIS - 1) / MILLIS)));
    }

    /** Of one of the few kinds that HTTP has a status for, and nothing else has a code for. */
    static Problem of(int status, String reason) {
        return new Problem(
                status, status == 408 ? ErrorCode.TIMEOUT : ErrorCode.BAD_REQUEST, reason, List.of(), Map.of());
    }

    Problem header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, code, reason, paths, more);
    }

    JsonObject json() {
        JsonObject problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", TITLES.get(status))
                .put("status", status)
                .put("detail", reason)
                .put("error", code.code())
                .put("reason", reason);
        if (!paths.isEmpty()) {
            JsonArray places = new JsonArray();
            paths.forEach(misfit ->
                    places.add(new JsonObject().put("path", misfit.path()).put("reason", misfit.reason())));
            problem.put("paths", places);
        }
        return problem;
    }

    /** Answers the request, whose body may not have been read; nothing where it was answered already or the client is gone. */
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.forEach(response::putHeader);
        response.end(json().toBuffer());
        Rest.drop(request);
    }
}
