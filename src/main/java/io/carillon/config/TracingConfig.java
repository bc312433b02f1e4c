package io.carillon.config;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where it is told what becomes of messages, by OpenTelemetry's protocol over HTTP.
 *
 * @param endpoint of the collector
 * @param sample the part that is kept of those traces that begin here, 0 to 1
 * @param service what the collector calls this server
 * @param token for a collector that wants one; empty for none
 */
public record TracingConfig(URI endpoint, double sample, String service, Optional<KeyConfig.Secret> token) {

    private static final double USUAL = 0.01;
    private static final String SERVICE = "carillon";

    public TracingConfig {
        Checks.that(sample >= 0 && sample <= 1, "a part is 0 to 1", sample);
        Checks.that(!service.isBlank(), "a service has a name", service);
    }

    /** Empty where no endpoint is written. */
    static Optional<TracingConfig> read(Section section) {
        Optional<URI> endpoint = section.optional("endpoint", Rule.url());
        double sample = section.value("sample", Rule.decimal(0, 1), USUAL);
        String service = section.value("service", Rule.text(), SERVICE);
        Optional<KeyConfig.Secret> token = section.optional("token", Rule.secretText());
        if (endpoint.filter(url -> url.getRawQuery() != null).isPresent()) {
            section.violation("endpoint", "a URL with a query", "one to which a path can be added");
        }
        boolean usual = sample == USUAL && service.equals(SERVICE) && token.isEmpty();
        if (!section.has("endpoint") && !usual) {
            section.violation("endpoint", "nothing", "a URL: without one nothing is traced");
        }
        if (token.filter(secret -> !RegistryConfig.isToken(secret)).isPresent()) {
            section.violation("token", "a text with characters that no token has", "printable ASCII without spaces");
        }
        return endpoint.map(url -> new TracingConfig(url, sample, service, token));
    }

    /** What requests say about who asks, as the header Authorization has it; empty for nothing. */
    public Optional<String> authorization() {
        return token.map(secret -> "Bearer " + new String(secret.bytes(), StandardCharsets.UTF_8));
    }
}
