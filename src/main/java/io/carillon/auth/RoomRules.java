package io.carillon.auth;

import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which verbs are allowed in which rooms, as a token's {@code allow} or the configuration says it, with {@code {claim}}
 * still in the patterns. Immutable.
 */
public final class RoomRules {

    /** Nothing is allowed. */
    public static final RoomRules NONE = new RoomRules(Map.of());

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
            Expansion.check(pattern);
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

    /** The rights of somebody with these claims. */
    RoomRights with(JsonObject claims) {
        RoomRights.Collector rights = new RoomRights.Collector();
        expanded(claims).forEach(rule -> rule.names().forEach(pattern -> rights.add(pattern, rule.verbs())));
        return rights.rights();
    }

    /** Each rule with what its pattern stands for with these claims. */
    List<Permission> expanded(JsonObject claims) {
        Expansion expansion = new Expansion(claims, "allow");
        return verbs.entrySet().stream()
                .map(rule -> new Permission(rule.getKey(), expansion.of(rule.getKey()), rule.getValue()))
                .toList();
    }
}
