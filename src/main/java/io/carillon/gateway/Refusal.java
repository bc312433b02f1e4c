package io.carillon.gateway;

import io.carillon.message.ErrorCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTTP request that is refused: a status, headers, and a JSON body that says the same for programs and programmers.
 *
 * @param supported what would have been accepted; left out where it is empty
 */
public record Refusal(int status, ErrorCode code, String reason, Map<String, String> headers, List<String> supported) {

    /** With the status that the code has (docs/protocol.md). */
    public static Refusal of(ErrorCode code, String reason) {
        return new Refusal(code.status(), code, reason, Map.of(), List.of());
    }

    public Refusal status(int other) {
        return new Refusal(other, code, reason, headers, supported);
    }

    public Refusal header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Refusal(status, code, reason, more, supported);
    }

    public Refusal supported(List<String> names) {
        return new Refusal(status, code, reason, headers, names);
    }

    /** Answers a handshake, and has it told. */
    public void send(RoutingContext routing) {
        AccessLog.refused(routing, this);
        send(routing.response());
    }

    /** Answers the request; nothing where it was answered already or the client is gone. */
    public void send(HttpServerResponse response) {
        if (response.ended() || response.closed()) {
            return;
        }
        JsonObject body = new JsonObject().put("error", code.code()).put("reason", reason);
        if (!supported.isEmpty()) {
            body.put("supported", supported);
        }
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        headers.forEach(response::putHeader);
        response.end(body.toBuffer());
    }
}
