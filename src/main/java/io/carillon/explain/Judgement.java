package io.carillon.explain;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Whether something is allowed, and why.
 *
 * @param kind what it is about: {@code verb}, {@code endpoint}, {@code user}, {@code method}
 * @param subject which of them
 * @param because the words that a client is told, where it is not allowed, and what they follow from
 * @param rule by which the token allows it, even if something else does not
 */
public record Judgement(String kind, String subject, boolean allowed, String because, Optional<UsedRule> rule) {

    JsonObject json() {
        JsonObject json =
                new JsonObject().put(kind, subject).put("allowed", allowed).put("because", because);
        rule.ifPresent(used -> json.put("rule", used.json()));
        return json;
    }
}
