package io.carillon.auth;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * Whom a token, or the configuration, lets somebody send to, or what it lets them call: patterns of users or methods, with
 * {@code {claim}} still in them. Immutable.
 */
final class NameRules {

    /** None at all. */
    static final NameRules NONE = of(List.of());

    private final List<String> patterns;

    private NameRules(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    /** @throws IllegalArgumentException where a pattern is ill-formed */
    static NameRules of(List<String> patterns) {
        patterns.forEach(Expansion::check);
        return new NameRules(patterns);
    }

    /**
     * Rules from a claim.
     *
     * @param fallback what holds where there is none
     */
    static NameRules claimed(JsonObject claims, String name, NameRules fallback) {
        try {
            return Claims.texts(claims, name).map(NameRules::of).orElse(fallback);
        } catch (IllegalArgumentException e) {
            throw new TokenException("the claim " + name + " has an ill-formed pattern");
        }
    }

    /**
     * The names that somebody with these claims may use.
     *
     * @param rule what the patterns are a part of, for messages
     */
    Names with(JsonObject claims, String rule) {
        Names names = Names.empty();
        expanded(claims, rule).forEach(each -> each.names().forEach(names::add));
        return names.compact();
    }

    /** Each pattern with what it stands for with these claims. */
    List<Permission> expanded(JsonObject claims, String rule) {
        Expansion expansion = new Expansion(claims, rule);
        return patterns.stream()
                .map(text -> new Permission(text, expansion.of(text), Set.of()))
                .toList();
    }
}
