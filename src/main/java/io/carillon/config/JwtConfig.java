package io.carillon.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How tokens are checked.
 *
 * @param keys the keys that sign them
 * @param jwks where further keys are
 * @param issuer the {@code iss} that a token must have; any where empty
 * @param audience a token's {@code aud} must name one of them; any where the list is empty
 * @param leeway how far clocks may differ
 * @param requireExp whether a token without {@code exp} is refused
 */
public record JwtConfig(
        List<KeyConfig> keys,
        JwksConfig jwks,
        Optional<String> issuer,
        List<String> audience,
        Duration leeway,
        boolean requireExp) {
    public JwtConfig {
        keys = List.copyOf(keys);
        audience = List.copyOf(audience);
    }

    /** Whether any token can be checked: there is a key, or a JWK Set. */
    public boolean hasKeys() {
        return !keys.isEmpty() || !jwks.isEmpty();
    }

    static JwtConfig read(Section section) {
        return new JwtConfig(
                section.sections("keys", KeyConfig::read),
                section.section("jwks", JwksConfig::read),
                section.optional("issuer", Rule.text()),
                section.listOrOne("audience", Rule.text(), List.of()),
                section.value("leeway", Rule.duration(Duration.ZERO, Duration.ofHours(1)), Duration.ofSeconds(5)),
                section.value("require-exp", Rule.flag(), true));
    }
}
