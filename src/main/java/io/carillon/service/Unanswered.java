package io.carillon.service;

import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a service at the bridge was asked and has not answered, for as long as somebody waits. For one thread at a time. */
final class Unanswered {

    private record Asked(String address, long until) {}

    private final long nanos;
    private final Map<String, Message<Object>> messages = new HashMap<>();
    private final Deque<Asked> byAge = new ArrayDeque<>();

    /** @param millis how long an answer is waited for */
    Unanswered(long millis) {
        this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Nothing where nobody waits for an answer. */
    void add(Message<Object> message) {
        long now = System.nanoTime();
        for (Asked oldest = byAge.peek(); oldest != null && oldest.until - now < 0; oldest = byAge.peek()) {
            messages.remove(oldest.address);
            byAge.remove();
        }
        if (message.replyAddress() != null) {
            messages.put(message.replyAddress(), message);
            byAge.add(new Asked(message.replyAddress(), now + nanos));
        }
    }

    /** Answers where the address is one that waits, as the frame says: with its body, or with its failure. */
    boolean answer(String address, JsonObject frame) {
        Message<Object> asked = messages.remove(address);
        if (asked == null) {
            return false;
        }
        if (frame.getValue("failureCode") instanceof Number code) {
            asked.fail(code.intValue(), frame.getValue("message") instanceof String message ? message : "");
        } else {
            asked.reply(frame.getValue("body"), options(frame.getJsonObject("headers")));
        }
        return true;
    }

    private static DeliveryOptions options(@Nullable JsonObject headers) {
        DeliveryOptions options = new DeliveryOptions();
        if (headers != null) {
            headers.forEach(header -> {
                if (!header.getKey().equalsIgnoreCase("authorization")) {
                    options.addHeader(header.getKey(), String.valueOf(header.getValue()));
                }
            });
        }
        return options;
    }
}
