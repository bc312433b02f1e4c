package io.carillon.service;

import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a service has sent to the bridge, and what it is answered with. Null and absent are the same in it: clients in
 * some languages have no other way.
 */
record BridgeFrame(JsonObject json) {

    /** What is wrong with it as a frame; null where nothing is. The others may be called where nothing is. */
    @Nullable
    String fault() {
        if (!(json.getValue("type") instanceof String)) {
            return "unknown_type";
        } else if (isOther("address", String.class) || isOther("replyAddress", String.class)) {
            return "invalid_address";
        }
        return isOther("headers", JsonObject.class) ? "invalid_headers" : null;
    }

    private boolean isOther(String property, Class<?> type) {
        Object value = json.getValue(property);
        return value != null && !type.isInstance(value);
    }

    String type() {
        return json.getString("type");
    }

    @Nullable
    String address() {
        return json.getString("address");
    }

    /** Where an answer is waited for. */
    @Nullable
    String replyAddress() {
        return json.getString("replyAddress");
    }

    @Nullable
    Object body() {
        return json.getValue("body");
    }

    @Nullable
    JsonObject headers() {
        return json.getJsonObject("headers");
    }

    @Nullable
    String header(String name) {
        JsonObject headers = headers();
        return headers != null && headers.getValue(name) instanceof String text ? text : null;
    }

    /** As Vert.x's bridge says it; where an answer is waited for, it names where. */
    JsonObject refusal(int status, String message) {
        JsonObject refusal = new JsonObject().put("type", "err");
        if (json.getValue("replyAddress") instanceof String waits) {
            refusal.put("address", waits)
                    .put("sourceAddress", json.getValue("address"))
                    .put("failureCode", status)
                    .put("failureType", ReplyFailure.RECIPIENT_FAILURE.name());
        }
        return refusal.put("message", message);
    }

    /** The answer that is waited for. */
    JsonObject answer(@Nullable JsonObject body) {
        return new JsonObject()
                .put("type", "message")
                .put("address", replyAddress())
                .put("headers", new JsonObject())
                .put("body", body)
                .put("send", true);
    }

    /** What a service hears. */
    static JsonObject of(Message<Object> message) {
        JsonObject headers = new JsonObject();
        message.headers().forEach((name, value) -> headers.put(name, value));
        JsonObject frame = new JsonObject().put("type", "message").put("address", message.address());
        if (message.replyAddress() != null) {
            frame.put("replyAddress", message.replyAddress());
        }
        frame.put("headers", headers);
        if (message.body() != null) {
            frame.put("body", message.body());
        }
        return frame.put("send", message.isSend());
    }
}
