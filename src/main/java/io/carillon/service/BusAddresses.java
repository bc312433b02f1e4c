package io.carillon.service;

import io.carillon.cluster.BusContext;
import io.carillon.message.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses {@code carillon.publish} and its like on the event bus: what any Vert.x application in the cluster may have
 * done. Each node listens, and any of them does it for all. Failures have the HTTP status as their code and the error code
 * as their message; whoever sends the header {@code reason: true} gets the reason behind it. On an event loop.
 */
public final class BusAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(BusAddresses.class);

    /** Before the name of what is to be done. */
    static final String PREFIX = "carillon.";

    private final ServiceTable services;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

    private BusAddresses(ServiceTable services) {
        this.services = services;
    }

    /** Completes when the cluster knows that this node listens. */
    public static Future<BusAddresses> serve(Vertx vertx, ServedNode node, Revoking revoking) {
        BusAddresses addresses = new BusAddresses(new ServiceTable(new Operations(vertx, node, "bus", true), revoking));
        Promise<BusAddresses> served = Promise.promise();
        BusContext.of((VertxInternal) vertx)
                .runOnContext(nothing ->
                        addresses.listen(vertx.eventBus()).map(addresses).onComplete(served));
        return served.future();
    }

    private Future<Void> listen(EventBus bus) {
        List<Future<Void>> listening = new ArrayList<>();
        for (String name : services.names()) {
            MessageConsumer<Object> consumer = bus.consumer(PREFIX + name, message -> asked(message, name));
            consumers.add(consumer);
            listening.add(consumer.completion());
        }
        return Future.all(listening).mapEmpty();
    }

    /** Listens no more; completes when the cluster knows. What was asked before is still answered. */
    public Future<Void> close() {
        return Future.join(consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    private void asked(Message<Object> message, String name) {
        if (!message.isSend()) {
            LOG.warn("not done, since every node would do it: published instead of sent address={}{}", PREFIX, name);
            return;
        }
        services.serve(name, message.body(), message.headers()::get)
                .onSuccess(message::reply)
                .onFailure(cause -> fail(message, (RefusedException) cause));
    }

    private static void fail(Message<Object> message, RefusedException refused) {
        boolean withReason = "true".equals(message.headers().get("reason"));
        message.fail(refused.code().status(), ServiceTable.told(refused, withReason));
    }
}
