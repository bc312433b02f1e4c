package io.carillon.service;

import io.carillon.cluster.BusContext;
import io.carillon.codec.Values;
import io.carillon.message.ClientMessage;
import io.carillon.message.ErrorCode;
import io.carillon.message.Misfit;
import io.carillon.message.RefusedException;
import io.carillon.message.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses {@code carillon.publish} and its like on the event bus: what any Vert.x application in the cluster may have
 * done. Each node listens, and any of them does it for all. Failures have the HTTP status as their code and the error code
 * as their message; whoever sends the header {@code reason: true} gets the reason behind it. On an event loop.
 */
public final class BusAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(BusAddresses.class);

    private static final String PREFIX = "carillon.";
    private static final int LARGEST_HISTORY = 1000;

    /** What is done for a body, and what is answered. */
    private interface Service {
        Future<JsonObject> serve(Body body);
    }

    private final Operations operations;
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

    private BusAddresses(Operations operations, Revoking revoking) {
        this.operations = operations;
        services.put("publish", this::publish);
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

    /** Completes when the cluster knows that this node listens. */
    public static Future<BusAddresses> serve(Vertx vertx, ServedNode node, Revoking revoking) {
        BusAddresses addresses = new BusAddresses(new Operations(vertx, node, "bus"), revoking);
        Promise<BusAddresses> served = Promise.promise();
        BusContext.of((VertxInternal) vertx)
                .runOnContext(nothing ->
                        addresses.listen(vertx.eventBus()).map(addresses).onComplete(served));
        return served.future();
    }

    private Future<Void> listen(EventBus bus) {
        List<Future<Void>> listening = new ArrayList<>();
        services.forEach((name, service) -> {
            MessageConsumer<Object> consumer = bus.consumer(PREFIX + name, message -> asked(message, name, service));
            consumers.add(consumer);
            listening.add(consumer.completion());
        });
        return Future.all(listening).mapEmpty();
    }

    /** Listens no more; completes when the cluster knows. What was asked before is still answered. */
    public Future<Void> close() {
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    private static void asked(Message<Object> message, String name, Service service) {
        if (!message.isSend()) {
            LOG.warn("not done, since every node would do it: published instead of sent address={}{}", PREFIX, name);
            return;
        }
        Future<JsonObject> answer;
        try {
            answer = service.serve(name.equals("info") ? Body.of(new JsonObject()) : body(message, name));
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        answer.onSuccess(message::reply).onFailure(cause -> fail(message, name, cause));
    }

    /** Listings need nothing said. */
    private static Body body(Message<Object> message, String name) {
        return name.equals("rooms") || name.equals("connections")
                ? Body.ofAny(message.body())
                : Body.of(message.body());
    }

    private static void fail(Message<Object> message, String name, Throwable cause) {
        if (cause instanceof RefusedException refused) {
            LOG.debug(
                    "refused address={}{} code={} reason={}",
                    PREFIX,
                    name,
                    refused.code().code(),
                    refused.reason());
            String reason = "true".equals(message.headers().get("reason")) ? reason(refused) : "";
            message.fail(refused.code().status(), refused.code().code() + reason);
        } else {
            LOG.error("a request failed address={}{}", PREFIX, name, cause);
            message.fail(ErrorCode.INTERNAL.status(), ErrorCode.INTERNAL.code());
        }
    }

    /** Each place at which data does not fit has a line of its own below. */
    private static String reason(RefusedException refused) {
        StringBuilder reason = new StringBuilder(": ").append(refused.reason());
        for (Misfit misfit : refused.paths()) {
            reason.append('\n').append(misfit.path()).append(": ").append(misfit.reason());
        }
        return reason.toString();
    }

    private Future<JsonObject> publish(Body body) {
        return result(operations.publish(body.room(), body.data(), body.key("key"), body.name("user")));
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
