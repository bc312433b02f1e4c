package io.carillon.service;

import io.carillon.codec.CodecException;
import io.carillon.codec.VertxValue;
import io.carillon.message.ErrorCode;
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
        forget();
        if (message.replyAddress() != null) {
            messages.put(message.replyAddress(), message);
            byAge.add(new Asked(message.replyAddress(), System.nanoTime() + nanos));
        }
    }

    private void forget() {
        long now = System.nanoTime();
        for (Asked oldest = byAge.peek(); oldest != null && oldest.until - now < 0; oldest = byAge.peek()) {
            messages.remove(oldest.address);
            byAge.remove();
        }
    }

    /** Whether nobody waits. */
    boolean isEmpty() {
        forget();
        return messages.isEmpty();
    }

    /** Whether somebody waits at this address. */
    boolean has(String address) {
        return messages.containsKey(address);
    }

    /**
     * Answers as the frame says: with its body, or with its failure.
     *
     * @throws CodecException where the body is nothing that can be passed on; whoever waits is told {@code internal}
     */
    void answer(String address, BridgeFrame frame) {
        Message<Object> asked = messages.remove(address);
        if (asked == null) {
            return;
        }
        if (frame.json().getValue("failureCode") instanceof Number code) {
            asked.fail(code.intValue(), frame.json().getValue("message") instanceof String message ? message : "");
            return;
        }
        try {
            asked.reply(VertxValue.of(VertxValue.payload(frame.body())), options(frame.headers()));
        } catch (CodecException e) {
            fail(asked, ErrorCode.INTERNAL);
            throw e;
        }
    }

    /** Nobody will answer any more. */
    void failAll() {
        messages.values().forEach(asked -> fail(asked, ErrorCode.UNAVAILABLE));
        messages.clear();
        byAge.clear();
    }

    private static void fail(Message<Object> asked, ErrorCode code) {
        asked.fail(code.status(), code.code());
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
