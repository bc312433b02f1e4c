package io.carillon.explain;

import io.carillon.auth.Permission;
import io.carillon.auth.Verb;
import io.carillon.message.NamePattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A rule by which something is allowed.
 *
 * @param pattern as it is written
 * @param names what it stands for with the token's claims
 * @param verbs what it allows; none where it is about users or methods
 * @param ofToken whether it is the token's own; otherwise it is the configuration's
 * @param source where it is written, if that is in the configuration
 */
public record UsedRule(
        String pattern, List<String> names, List<String> verbs, boolean ofToken, Optional<String> source) {

    public UsedRule {
        names = List.copyOf(names);
        verbs = List.copyOf(verbs);
    }

    static UsedRule of(Permission rule, boolean ofToken, Optional<String> source) {
        return new UsedRule(
                rule.pattern(),
                rule.names().stream().map(NamePattern::expanded).toList(),
                rule.verbsInOrder().stream().map(Verb::toString).toList(),
                ofToken,
                source);
    }

    /** With what it stands for, where that is something else. */
    String words() {
        boolean same = names.equals(List.of(pattern));
        return '"' + pattern + '"' + (same ? "" : ", here " + quoted(names));
    }

    static String quoted(List<String> texts) {
        return String.join(", ", texts.stream().map(text -> '"' + text + '"').toList());
    }

    JsonObject json() {
        JsonObject json = new JsonObject().put("pattern", pattern).put("names", new JsonArray(names));
        if (!verbs.isEmpty()) {
            json.put("verbs", new JsonArray(verbs));
        }
        json.put("from", ofToken ? "token" : "configuration");
        source.ifPresent(where -> json.put("source", where));
        return json;
    }
}
