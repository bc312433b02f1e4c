package io.carillon.auth;

import io.carillon.message.NamePattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes patterns of texts with {@code {claim}} in them, for somebody's claims. Counts them before they are made: {@code
 * {groups}-{groups}} with a hundred groups would be ten thousand. For one thread.
 */
final class Expansion {

    private static final int MOST_PATTERNS = 1000;

    private final JsonObject claims;
    private final String rule;
    private long before;
    private long current;

    /**
     * @param rule what the patterns are a part of, for messages
     */
    Expansion(JsonObject claims, String rule) {
        this.claims = claims;
        this.rule = rule;
    }

    /** @throws TokenException where there are too many, with all that came before */
    List<NamePattern> of(String text) {
        before += current;
        current = 1;
        return NamePattern.expand(text, name -> spend(values(claims.getValue(name))));
    }

    /** @throws IllegalArgumentException where the text is no pattern */
    static void check(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a pattern is empty");
        }
        NamePattern.expand(text, name -> List.of());
    }

    private List<String> spend(List<String> values) {
        current *= values.size();
        if (before + current > MOST_PATTERNS) {
            throw new TokenException("the claims in the patterns of " + rule + " have too many values");
        }
        return values;
    }

    /** What a claim's value is in a pattern: one text, each of several, or nothing that could stand there. */
    private static List<String> values(@Nullable Object value) {
        if (!(value instanceof JsonArray array)) {
            return isScalar(value) ? List.of(String.valueOf(value)) : List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object item : array) {
            if (isScalar(item)) {
                texts.add(String.valueOf(item));
            }
        }
        return texts;
    }

    private static boolean isScalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }
}
