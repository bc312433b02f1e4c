package io.carillon.auth;

import io.carillon.message.NamePattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which verbs are allowed in which rooms, as a token's {@code allow} or the configuration says it, with {@code {claim}}
 * still in the patterns. Immutable.
 */
public final class RoomRules {

    /** Nothing is allowed. */
    public static final RoomRules NONE = new RoomRules(Map.of());

    /** {@code {groups}-{groups}} with a hundred groups would be ten thousand patterns. */
    private static final int MOST_PATTERNS = 1000;

    private final Map<String, Set<Verb>> verbs;

    private RoomRules(Map<String, Set<Verb>> verbs) {
        this.verbs = verbs;
    }

    /**
     * Rules from the configuration: patterns, and the verbs of each.
     *
     * @throws IllegalArgumentException where a pattern is ill-formed or a verb unknown, naming it
     */
    public static RoomRules of(Map<String, ? extends List<String>> allow) {
        Map<String, Set<Verb>> rules = new LinkedHashMap<>();
        allow.forEach((pattern, names) -> {
            expand(pattern, name -> List.of());
            rules.put(pattern, verbs(names));
        });
        return new RoomRules(rules);
    }

    private static Set<Verb> verbs(List<String> names) {
        Set<Verb> verbs = EnumSet.noneOf(Verb.class);
        for (String name : names) {
            verbs.add(Verb.of(name)
                    .orElseThrow(() ->
                            new IllegalArgumentException("no verb is called " + name + ", there are " + Verb.NAMES)));
        }
        return verbs;
    }

    /** Rules from the claim {@code allow}. */
    static RoomRules claimed(Object allow) {
        if (!(allow instanceof JsonObject json)) {
            throw new TokenException("the claim allow must be an object");
        }
        Map<String, List<String>> names = new LinkedHashMap<>();
        json.forEach(rule -> names.put(rule.getKey(), Claims.texts(rule.getValue(), "allow")));
        try {
            return of(names);
        } catch (IllegalArgumentException e) {
            throw new TokenException("the claim allow has an ill-formed pattern or an unknown verb");
        }
    }

    /** Refuses a claim that is not an array of patterns. */
    static void checkPatterns(JsonObject claims, String name) {
        try {
            Claims.texts(claims, name).ifPresent(patterns -> patterns.forEach(text -> expand(text, any -> List.of())));
        } catch (IllegalArgumentException e) {
            throw new TokenException("the claim " + name + " has an ill-formed pattern");
        }
    }

    /** The rights of somebody with these claims. */
    RoomRights with(JsonObject claims) {
        RoomRights.Collector rights = new RoomRights.Collector();
        Budget budget = new Budget();
        verbs.forEach((text, allowed) -> {
            budget.nextPattern();
            for (NamePattern pattern : expand(text, name -> budget.spend(values(claims.getValue(name))))) {
                rights.add(pattern, allowed);
            }
        });
        return rights.rights();
    }

    private static List<NamePattern> expand(String text, Function<String, List<String>> values) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a pattern is empty");
        }
        return NamePattern.expand(text, values);
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

    /** Counts the patterns that are about to be made, before they are. */
    private static final class Budget {

        private long before;
        private long current;

        void nextPattern() {
            before += current;
            current = 1;
        }

        List<String> spend(List<String> values) {
            current *= values.size();
            if (before + current > MOST_PATTERNS) {
                throw new TokenException("the claims in the patterns of allow have too many values");
            }
            return values;
        }
    }
}
