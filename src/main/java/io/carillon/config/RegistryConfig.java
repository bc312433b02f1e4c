package io.carillon.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A schema registry with the REST interface of Confluent.
 *
 * @param url where its interface begins; empty where there is none
 * @param refresh how often the latest versions are looked for
 * @param user for basic authentication; empty for none
 * @param password of that user
 */
public record RegistryConfig(
        Optional<URI> url, Duration refresh, Optional<String> user, Optional<KeyConfig.Secret> password) {

    /** There is none. */
    public static final RegistryConfig NONE =
            new RegistryConfig(Optional.empty(), Duration.ofMinutes(1), Optional.empty(), Optional.empty());

    static RegistryConfig read(Section schemas) {
        return schemas.section("registry", RegistryConfig::readSelf);
    }

    private static RegistryConfig readSelf(Section section) {
        RegistryConfig read = new RegistryConfig(
                section.optional("url", Rule.url()),
                section.value("refresh", Rule.duration(Duration.ofSeconds(1), Duration.ofHours(24)), NONE.refresh),
                section.optional("user", Rule.text("text without a colon", RegistryConfig::isUser)),
                section.optional("password", Rule.secretText()));
        if (read.url.filter(url -> url.getRawQuery() != null).isPresent()) {
            section.violation("url", "a URL with a query", "one to which paths can be added");
        }
        if (read.user.isPresent() != read.password.isPresent() && !section.isBroken("user")) {
            section.violation("user", "one of user and password", "both or none");
        }
        return read;
    }

    private static boolean isUser(String text) {
        return !text.isBlank() && text.indexOf(':') < 0;
    }

    /** What stands before the password in the header of requests, and the password itself; empty for none. */
    public Optional<String> credentials() {
        return user.flatMap(
                name -> password.map(secret -> name + ':' + new String(secret.bytes(), StandardCharsets.UTF_8)));
    }
}
