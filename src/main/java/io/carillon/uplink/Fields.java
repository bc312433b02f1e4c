package io.carillon.uplink;

import io.carillon.message.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a server's message says, where it says it. */
final class Fields {

    private Fields() {}

    /** Empty where it is none. */
    static String text(Map<String, Object> message, String name) {
        return message.get(name) instanceof String text ? text : "";
    }

    static @Nullable String textOrNull(Map<String, Object> message, String name) {
        return message.get(name) instanceof String text ? text : null;
    }

    static long number(Map<String, Object> message, String name, long fallback) {
        return message.get(name) instanceof Long number ? number : fallback;
    }

    /** Empty where it is none. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> message, String name) {
        return message.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Null where there is none. */
    static @Nullable Position position(Map<String, Object> message) {
        return message.get("epoch") instanceof String epoch
                        && message.get("offset") instanceof Long offset
                        && offset >= 0
                ? new Position(epoch, offset)
                : null;
    }
}
