package io.carillon.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What nodes prove themselves with to each other, over mutual TLS on the event bus.
 *
 * @param path where it stands in the configuration, for messages: {@code cluster.tls}
 * @param source the file, variable or option that it came from, for messages
 * @param cert a PEM file: the node's certificate, and behind it those that lead to its authority
 * @param key a PEM file: the certificate's private key
 * @param ca a PEM file: the authorities that sign the certificates of nodes
 * @param name a DNS name that the certificate of every node has; empty where the authorities sign for nodes alone
 */
public record BusTlsConfig(String path, String source, Path cert, Path key, Path ca, Optional<String> name) {

    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*)(\\.[A-Za-z0-9_]([A-Za-z0-9_-]*))*");

    /** Empty where nothing is written, or not enough, which then is a violation. */
    static Optional<BusTlsConfig> read(Section section) {
        Optional<Path> cert = section.optional("cert", Rule.file());
        Optional<Path> key = section.optional("key", Rule.file());
        Optional<Path> ca = section.optional("ca", Rule.file());
        Optional<String> name = section.optional("name", dnsName());
        boolean some = section.has("cert") || section.has("key") || section.has("ca");
        if (some && !section.has("ca")) {
            section.violation("ca", "nothing", "the PEM file of the authorities that sign the nodes' certificates");
        }
        if (section.has("ca") && !section.has("cert") && !section.has("key")) {
            section.violation("cert", "nothing", "the PEM file of this node's certificate");
        }
        TlsConfig.requirePair(section);
        if (section.has("name") && !some) {
            section.violation("name", "a name, and no certificate", "cert, key and ca besides");
        }
        return cert.flatMap(of -> key.flatMap(
                with -> ca.map(by -> new BusTlsConfig(section.path(), section.source(), of, with, by, name))));
    }

    private static Rule<String> dnsName() {
        return Rule.text(
                "a DNS name, without a wildcard", text -> NAME.matcher(text).matches());
    }
}
