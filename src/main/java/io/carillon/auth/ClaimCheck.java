package io.carillon.auth;

import io.carillon.config.JwtConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether claims hold here and now: times, issuer and audience. Immutable, any thread. */
final class ClaimCheck {

    private final Clock clock;
    private final long leeway;
    private final boolean requireExpiry;
    private final Optional<String> issuer;
    private final List<String> audience;

    ClaimCheck(JwtConfig config, Clock clock) {
        this.clock = clock;
        this.leeway = config.leeway().toMillis();
        this.requireExpiry = config.requireExp();
        this.issuer = config.issuer();
        this.audience = config.audience();
    }

    void check(Claims claims) {
        if (requireExpiry && claims.expires().isEmpty()) {
            throw new TokenException("the token has no claim exp");
        }
        checkNotExpired(claims.expires());
        if (claims.notBefore().isPresent()
                && clock.millis() + leeway < claims.notBefore().getAsLong()) {
            throw new TokenException("the token is not yet valid");
        }
        if (issuer.isPresent() && !issuer.get().equals(claims.json().getValue("iss"))) {
            throw new TokenException("wrong issuer");
        }
        if (!audience.isEmpty() && !isForUs(claims.json())) {
            throw new TokenException("wrong audience");
        }
    }

    /** RFC 7519, 4.1.4: a token is valid before its {@code exp}, not at it. */
    void checkNotExpired(OptionalLong expires) {
        if (expires.isPresent() && clock.millis() - leeway >= expires.getAsLong()) {
            throw new TokenException("the token expired");
        }
    }

    private boolean isForUs(JsonObject claims) {
        Object aud = claims.getValue("aud");
        return aud instanceof JsonArray several ? several.stream().anyMatch(this::names) : names(aud);
    }

    private boolean names(@Nullable Object aud) {
        return aud instanceof String name && audience.contains(name);
    }
}
