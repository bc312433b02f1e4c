package io.carillon.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A schema registry with the REST interface of Confluent.
 *
 * @param url where its interface begins; empty where there is none
 * @param refresh how often the latest versions are looked for
 * @param user for basic authentication; empty for none
 * @param password of that user
 * @param token for a registry that wants one instead; empty for none
 */
public record RegistryConfig(
        Optional<URI> url,
        Duration refresh,
        Optional<String> user,
        Optional<KeyConfig.Secret> password,
        Optional<KeyConfig.Secret> token) {

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    /** There is none. */
    public static final RegistryConfig NONE = new RegistryConfig(
            Optional.empty(), Duration.ofMinutes(1), Optional.empty(), Optional.empty(), Optional.empty());

    static RegistryConfig read(Section schemas) {
        return schemas.section("registry", RegistryConfig::readSelf);
    }

    private static RegistryConfig readSelf(Section section) {
        RegistryConfig read = new RegistryConfig(
                section.optional("url", Rule.url()),
                section.value("refresh", Rule.duration(Duration.ofSeconds(1), Duration.ofHours(24)), NONE.refresh),
                section.optional("user", Rule.text("text without a colon", RegistryConfig::isUser)),
                section.optional("password", Rule.secretText()),
                section.optional("token", Rule.secretText()));
        if (read.url.filter(url -> url.getRawQuery() != null).isPresent()) {
            section.violation("url", "a URL with a query", "one to which paths can be added");
        }
        if (read.user.isPresent() != read.password.isPresent() && !section.isBroken("user")) {
            section.violation("user", "one of user and password", "both or none");
        }
        if (read.user.isPresent() && read.token.isPresent()) {
            section.violation("token", "token and user", "one of them");
        }
        if (read.token.filter(secret -> !isToken(secret)).isPresent()) {
            section.violation("token", "a text with characters that no token has", "printable ASCII without spaces");
        }
        return read;
    }

    /** Whether a header can have it. */
    static boolean isToken(KeyConfig.Secret secret) {
        return TOKEN.matcher(text(secret)).matches();
    }

    private static boolean isUser(String text) {
        return !text.isBlank() && text.indexOf(':') < 0;
    }

    /** What requests say about who asks, as the header Authorization has it; empty for nothing. */
    public Optional<String> authorization() {
        return token.map(secret -> "Bearer " + text(secret))
                .or(() -> user.flatMap(name -> password.map(secret -> "Basic " + base64(name + ':' + text(secret)))));
    }

    private static String text(KeyConfig.Secret secret) {
        return new String(secret.bytes(), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
