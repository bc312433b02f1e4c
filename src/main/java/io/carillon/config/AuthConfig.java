package io.carillon.config;

import io.carillon.message.NamePattern;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may enter, and what a token allows that does not say so itself.
 *
 * @param jwt how tokens are checked
 * @param defaultAllow what holds where a token has no {@code allow}: room patterns, in which {@code {claim}} stands for
 *     that claim's value, to verbs out of {@link #VERBS}
 * @param defaultSend what holds where a token has no {@code send}: patterns of users, with {@code {claim}} as above
 * @param defaultCall what holds where a token has no {@code call}: patterns of methods, with {@code {claim}} as above
 * @param expiringNotice how long before its token expires a connection is told so; never where it is zero
 * @param keepRevocations how long it is remembered that a user, an id or all tokens were revoked: as long as any token lives
 */
public record AuthConfig(
        JwtConfig jwt,
        Map<String, List<String>> defaultAllow,
        List<String> defaultSend,
        List<String> defaultCall,
        Duration expiringNotice,
        Duration keepRevocations) {

    private static final Duration NOTICE = Duration.ofSeconds(30);
    private static final Duration KEEP = Duration.ofDays(30);

    /** What a token can allow in a room. */
    public static final List<String> VERBS = List.of("join", "publish", "members", "history");

    public AuthConfig {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        defaultAllow.forEach((pattern, verbs) -> {
            Checks.that(isPattern(pattern), "a pattern of room names", pattern);
            Checks.that(VERBS.containsAll(verbs), "verbs are " + VERBS, verbs);
            copy.put(pattern, List.copyOf(verbs));
        });
        defaultAllow = Collections.unmodifiableMap(copy);
        defaultSend = List.copyOf(defaultSend);
        defaultCall = List.copyOf(defaultCall);
        Checks.that(defaultSend.stream().allMatch(AuthConfig::isPattern), "patterns of users", defaultSend);
        Checks.that(defaultCall.stream().allMatch(AuthConfig::isPattern), "patterns of methods", defaultCall);
    }

    static AuthConfig read(Section section) {
        JwtConfig jwt = section.section("jwt", JwtConfig::read);
        Default defaults = section.section("default", Default::read);
        return new AuthConfig(
                jwt,
                defaults.allow,
                defaults.send,
                defaults.call,
                section.value("expiring-notice", Rule.duration(Duration.ZERO, Duration.ofHours(1)), NOTICE),
                section.section(
                        "revocations",
                        revocations -> revocations.value(
                                "keep", Rule.duration(Duration.ofMinutes(1), Duration.ofDays(3650)), KEEP)));
    }

    private record Default(Map<String, List<String>> allow, List<String> send, List<String> call) {

        static Default read(Section section) {
            return new Default(
                    section.lists("allow", patterns("room names"), Rule.choice(VERBS)),
                    section.list("send", patterns("users"), List.of()),
                    section.list("call", patterns("methods"), List.of()));
        }

        private static Rule<String> patterns(String of) {
            return Rule.text("a pattern of " + of + ", each {claim} with a name", AuthConfig::isPattern);
        }
    }

    private static boolean isPattern(String text) {
        try {
            NamePattern.expand(text, claim -> List.of("any"));
            return !text.isBlank();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
