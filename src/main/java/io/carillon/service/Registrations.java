package io.carillon.service;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a service at the bridge listens to: addresses that are there for services, each once. For one thread at a time. */
final class Registrations {

    /** Each is an entry in a map of the cluster's. */
    private static final int MOST = 1_000;

    private static final int LONGEST_NAME = 255;

    private final EventBus bus;
    private final Handler<Message<Object>> handler;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();

    /** @param handler of whatever is heard */
    Registrations(EventBus bus, Handler<Message<Object>> handler) {
        this.bus = bus;
        this.handler = handler;
    }

    /** Whether services may listen there. */
    static boolean mayListen(String address) {
        return address.equals(BusServices.EVENTS)
                || isNamed(address, BusServices.ROOM)
                || isNamed(address, BusServices.CALL);
    }

    private static boolean isNamed(String address, String prefix) {
        int length = address.length() - prefix.length();
        return address.startsWith(prefix)
                && length > 0
                && address.codePointCount(prefix.length(), address.length()) <= LONGEST_NAME;
    }

    /** Whether one more may be added. */
    boolean hasRoom(String address) {
        return consumers.size() < MOST || consumers.containsKey(address);
    }

    /** Completes when the address is known to the cluster. */
    Future<Void> add(String address) {
        return consumers
                .computeIfAbsent(address, name -> bus.consumer(name, handler))
                .completion();
    }

    /** Returns whether there was one. */
    boolean remove(String address) {
        MessageConsumer<Object> consumer = consumers.remove(address);
        if (consumer != null) {
            consumer.unregister();
        }
        return consumer != null;
    }

    void removeAll() {
        List.copyOf(consumers.keySet()).forEach(this::remove);
    }
}
