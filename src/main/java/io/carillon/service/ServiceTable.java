package io.carillon.service;

import io.carillon.codec.Values;
import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Misfit;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.carillon.message.TraceParent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What services may have done by sending to an address, by the end of that address. Any thread. */
final class ServiceTable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceTable.class);

    private static final int LARGEST_HISTORY = 1000;

    private static final String PUBLISH = "publish";

    /** These need nothing said. */
    private static final Set<String> WITHOUT_BODY = Set.of("rooms", "connections", "info");

    /** What is done for a body, and what is answered. */
    private interface Service {
        Future<JsonObject> serve(Body body);
    }

    private final Operations operations;
    private final Map<String, Service> services = new LinkedHashMap<>();

    ServiceTable(Operations operations, Revoking revoking) {
        this.operations = operations;
        services.put(PUBLISH, body -> publish(body, null));
        services.put("broadcast", body -> result(operations.broadcast(body.data(), body.exceptions())));
        services.put("send", body -> result(operations.send(body.recipient(), body.data())));
        services.put("members", body -> result(operations.members(body.room())));
        services.put("history", this::history);
        services.put("info", body -> Future.succeededFuture(operations.info()));
        services.put("rooms", body -> operations.rooms(Listing.filter(body)).map(Listing::json));
        services.put(
                "connections",
                body -> operations.connections(Listing.filter(body)).map(Listing::json));
        services.put("join", body -> affected(operations.join(body.recipient(), body.room())));
        services.put("leave", this::leave);
        services.put("disconnect", this::disconnect);
        services.put("revoke", body -> affected(revoking.revoke(body)));
    }

    /** What there is. */
    Set<String> names() {
        return services.keySet();
    }

    /**
     * Has one of {@link #names} done.
     *
     * @param body whatever was sent
     * @param headers that came with it
     * @return completes on any thread; fails with a {@link RefusedException} alone
     */
    Future<JsonObject> serve(String name, @Nullable Object body, Function<String, @Nullable String> headers) {
        Service service = services.get(name);
        if (service == null) {
            throw new IllegalArgumentException("no service: " + name);
        }
        Future<JsonObject> answer;
        try {
            Body asked = body == null && WITHOUT_BODY.contains(name) ? Body.empty() : Body.of(body);
            answer = name.equals(PUBLISH) ? publish(asked, operations.trace(headers)) : service.serve(asked);
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.recover(cause -> Future.failedFuture(refusal(name, cause)));
    }

    private static RefusedException refusal(String name, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            String reason = refused.paths().isEmpty() ? refused.reason() : "-"; // which has parts of the data
            LOG.debug(
                    "refused service={} code={} reason={}", name, refused.code().code(), reason);
            return refused;
        }
        LOG.error("a request failed service={}", name, cause);
        return new RefusedException(ErrorCode.INTERNAL, "the server could not do this");
    }

    /**
     * How a refusal is told: its code, and behind it the reason where somebody wants it. Each place at which data does not fit
     * has a line of its own below.
     */
    static String told(RefusedException refused, boolean withReason) {
        StringBuilder told = new StringBuilder(refused.code().code());
        if (withReason) {
            told.append(": ").append(refused.reason());
            for (Misfit misfit : refused.paths()) {
                told.append('\n').append(misfit.path()).append(": ").append(misfit.reason());
            }
        }
        return told.toString();
    }

    private Future<JsonObject> publish(Body body, @Nullable TraceParent trace) {
        return result(operations.publish(body.room(), body.data(), body.key("key"), body.name("user"), trace));
    }

    private Future<JsonObject> history(Body body) {
        long since = body.integer("since", 0, 0, Long.MAX_VALUE);
        int limit = (int) body.integer("limit", ClientMessage.History.USUAL_LIMIT, 0, LARGEST_HISTORY);
        return result(operations.history(body.room(), since, limit, body.flag("reverse")));
    }

    private Future<JsonObject> leave(Body body) {
        return affected(operations.leave(
                body.recipient(), body.optionalRoom(), body.reason("a service took this connection out of the room")));
    }

    private Future<JsonObject> disconnect(Body body) {
        return affected(operations.disconnect(
                body.recipient(),
                body.optionalRoom(),
                body.closeCode(),
                body.reason("a service closed this connection")));
    }

    private static Future<JsonObject> result(Future<Result> result) {
        return result.map(done -> new JsonObject(Buffer.buffer(Values.json(done))));
    }

    private static Future<JsonObject> affected(Future<Integer> connections) {
        return connections.map(count -> new JsonObject().put("affected", count));
    }
}
