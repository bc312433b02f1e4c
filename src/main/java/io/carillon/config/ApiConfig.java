package io.carillon.config;

import java.time.Duration;
import java.util.List;

/**
 * The HTTP API for services.
 *
 * @param enabled whether it is served
 * @param origins the {@code Origin}s of pages that may use it besides the server's own; {@code *} for all
 * @param tokenInQuery whether readers of events may bring their token as {@code access_token} in the query, which ends up in
 *     logs of proxies
 * @param heartbeat how long a reader of events hears nothing at most
 * @param bodyTimeout how long a small body may take, and how long nothing may come of a large one
 */
public record ApiConfig(
        boolean enabled, List<String> origins, boolean tokenInQuery, Duration heartbeat, Duration bodyTimeout) {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    public ApiConfig {
        origins = List.copyOf(origins);
        Checks.that(heartbeat.compareTo(SHORTEST) >= 0, "a silence has 10ms or more", heartbeat);
        Checks.that(bodyTimeout.compareTo(SHORTEST) >= 0, "a body has 10ms or more", bodyTimeout);
    }

    static ApiConfig read(Section section) {
        return new ApiConfig(
                section.value("enabled", Rule.flag(), true),
                section.list("origins", EndpointConfig.origin(), List.of()),
                section.value("token-in-query", Rule.flag(), false),
                section.value("heartbeat", Rule.duration(SHORTEST, LONGEST), Duration.ofSeconds(15)),
                section.value("body-timeout", Rule.duration(SHORTEST, LONGEST), Duration.ofSeconds(30)));
    }
}
