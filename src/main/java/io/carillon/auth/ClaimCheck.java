package io.carillon.auth;

import io.carillon.config.Durations;
import io.carillon.config.JwtConfig;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether claims hold here and now: times, issuer and audience. Immutable, any thread. */
final class ClaimCheck {

    private static final int LONGEST_SHOWN = 200;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

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
        checkExpiry(claims);
        checkBegun(claims);
        checkIssuer(claims);
        checkAudience(claims);
    }

    void checkExpiry(Claims claims) {
        if (requireExpiry && claims.expires().isEmpty()) {
            throw new TokenException("the token has no claim exp");
        }
        checkNotExpired(claims.expires());
    }

    void checkBegun(Claims claims) {
        if (claims.notBefore().isPresent()
                && clock.millis() + leeway < claims.notBefore().getAsLong()) {
            throw new TokenException("the token is not yet valid");
        }
    }

    void checkIssuer(Claims claims) {
        if (issuer.isPresent() && !issuer.get().equals(claims.json().getValue("iss"))) {
            throw new TokenException("wrong issuer");
        }
    }

    void checkAudience(Claims claims) {
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

    // ---- for explanations: what was found, and what it is held against

    String shown(Claims claims) {
        String issued =
                claims.issuedAt().isPresent() ? "issued " + at(claims.issuedAt().getAsLong()) : "no iat";
        return issued + claims.id().map(id -> ", jti " + id).orElse(", no jti");
    }

    String expiryShown(Claims claims) {
        if (claims.expires().isEmpty()) {
            return requireExpiry ? "auth.jwt.require-exp is true" : "it never does, auth.jwt.require-exp is false";
        }
        return "at " + at(claims.expires().getAsLong()) + leewayShown();
    }

    String beginShown(Claims claims) {
        return claims.notBefore().isEmpty()
                ? "no nbf"
                : "from " + at(claims.notBefore().getAsLong()) + leewayShown();
    }

    private String leewayShown() {
        return ", auth.jwt.leeway is " + Durations.format(Duration.ofMillis(leeway));
    }

    /** A moment, and how far it is from now. */
    private String at(long moment) {
        long now = clock.millis();
        String span = span(Math.abs(moment - now) / 1000);
        return Instant.ofEpochMilli(moment) + (moment < now ? " (" + span + " ago)" : " (in " + span + ')');
    }

    /** About, in the largest unit of which there are two. */
    private static String span(long seconds) {
        if (seconds < 2 * MINUTE) {
            return seconds + " s";
        }
        if (seconds < 2 * HOUR) {
            return seconds / MINUTE + " min";
        }
        return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " days";
    }

    String issuerShown(Claims claims) {
        return issuer.map(wanted -> "the token has " + claim(claims, "iss") + ", auth.jwt.issuer is \"" + wanted + '"')
                .orElse("any, auth.jwt.issuer is not set");
    }

    String audienceShown(Claims claims) {
        return audience.isEmpty()
                ? "any, auth.jwt.audience is not set"
                : "the token has " + claim(claims, "aud") + ", auth.jwt.audience is " + Json.encode(audience);
    }

    private static String claim(Claims claims, String name) {
        String text =
                claims.json().containsKey(name) ? Json.encode(claims.json().getValue(name)) : "none";
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    private boolean isForUs(JsonObject claims) {
        Object aud = claims.getValue("aud");
        return aud instanceof JsonArray several ? several.stream().anyMatch(this::names) : names(aud);
    }

    private boolean names(@Nullable Object aud) {
        return aud instanceof String name && audience.contains(name);
    }
}
