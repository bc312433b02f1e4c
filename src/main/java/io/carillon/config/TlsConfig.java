package io.carillon.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the server proves itself with to clients, over TLS.
 *
 * @param path where it stands in the configuration, for messages: {@code http.tls}
 * @param source the file, variable or option that it came from, for messages
 * @param cert a PEM file: the certificate, and behind it those that lead to its authority
 * @param key a PEM file: the certificate's private key
 * @param protocols the versions that are spoken
 */
public record TlsConfig(String path, String source, Path cert, Path key, List<String> protocols) {

    /** All that may be spoken. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    public TlsConfig {
        protocols = List.copyOf(protocols);
        Checks.that(!protocols.isEmpty() && PROTOCOLS.containsAll(protocols), "a version of TLS is one of", protocols);
    }

    /** Empty where nothing is written, or not enough, which then is a violation. */
    static Optional<TlsConfig> read(Section section) {
        Optional<Path> cert = section.optional("cert", Rule.file());
        Optional<Path> key = section.optional("key", Rule.file());
        List<String> protocols = section.list("protocols", Rule.choice(PROTOCOLS), PROTOCOLS);
        if (section.has("protocols") && protocols.isEmpty()) {
            section.violation("protocols", "no version of TLS", "some of " + String.join(", ", PROTOCOLS));
            return Optional.empty();
        }
        if (!protocols.equals(PROTOCOLS) && !section.has("cert") && !section.has("key")) {
            section.violation("protocols", "protocols, and no certificate", "a cert and a key besides");
        }
        requirePair(section);
        return cert.flatMap(
                of -> key.map(with -> new TlsConfig(section.path(), section.source(), of, with, protocols)));
    }

    /** A certificate is nothing without its key, and the other way round. */
    static void requirePair(Section section) {
        if (section.has("cert") && !section.has("key")) {
            section.violation("key", "nothing", "the PEM file of the certificate's private key");
        }
        if (section.has("key") && !section.has("cert")) {
            section.violation("cert", "nothing", "the PEM file of the key's certificate");
        }
    }
}
