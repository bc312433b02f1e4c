package io.carillon.hub;

import io.carillon.auth.Grant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be told of a connection's token: neither the token, nor its claims.
 *
 * @param expires in ms since 1970; null where it never does
 * @param issuedAt in ms since 1970; null where it does not say
 * @param id its {@code jti}; null where it has none
 */
public record Credential(
        @Nullable Long expires,
        @Nullable Long issuedAt,
        @Nullable String id,
        Set<String> scopes) {

    public Credential {
        scopes = Set.copyOf(scopes);
    }

    public static Credential of(Grant grant) {
        return new Credential(
                boxed(grant.expires()), boxed(grant.issuedAt()), grant.tokenId().orElse(null), grant.scopes());
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        Json.put(json, "expires", expires);
        Json.put(json, "issuedAt", issuedAt);
        Json.put(json, "id", id);
        List<String> sorted = scopes.stream().sorted().toList();
        return json.put("scopes", new JsonArray(sorted));
    }
}
