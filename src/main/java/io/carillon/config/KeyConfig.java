package io.carillon.config;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A key for tokens: a secret for HS*, a PEM file (public, or private and then able to sign) for everything else.
 *
 * @param path where it stands in the configuration, for messages: {@code auth.jwt.keys[0]}
 * @param source the file, variable or option that it came from, for messages
 * @param alg the one algorithm that it is used with, as {@code HS256}
 */
public record KeyConfig(
        String path, String source, String alg, Optional<String> kid, Optional<Secret> secret, Optional<Path> pem) {

    private static final List<String> ALGORITHMS = List.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA");

    /** Empty where it is no usable key, which then is a violation. */
    static Optional<KeyConfig> read(Section section) {
        Optional<String> alg = section.required("alg", Rule.choice(ALGORITHMS));
        Optional<String> kid = section.optional("kid", Rule.text());
        Optional<Secret> text = section.optional("secret", Rule.secretText());
        Optional<Secret> base64 = section.optional("secret-base64", Rule.secretBase64());
        Optional<Path> pem = section.optional("pem", Rule.file());
        alg.ifPresent(name -> {
            if (name.startsWith("HS")) {
                checkSecret(section, name, "secret", text);
                checkSecret(section, name, "secret-base64", base64);
                checkOneSecret(section, name);
            } else {
                checkPem(section, name);
            }
        });
        return alg.map(name -> new KeyConfig(section.path(), section.source(), name, kid, text.or(() -> base64), pem));
    }

    /** RFC 7518, section 3.2: a key of the size of the hash output or larger must be used. */
    private static void checkSecret(Section section, String alg, String key, Optional<Secret> secret) {
        int least = Integer.parseInt(alg.substring(2)) / Byte.SIZE;
        int length = secret.map(Secret::bytes).map(bytes -> bytes.length).orElse(least);
        if (length < least) {
            section.violation(key, length + " bytes", "at least " + least + " bytes for " + alg);
        }
    }

    private static void checkOneSecret(Section section, String alg) {
        if (section.has("secret") == section.has("secret-base64")) {
            section.violation(
                    section.has("secret") ? "secret and secret-base64" : "neither secret nor secret-base64",
                    "one of them for " + alg);
        }
        if (section.has("pem")) {
            section.violation("pem", "a pem", "secret or secret-base64 for " + alg);
        }
    }

    private static void checkPem(Section section, String alg) {
        if (!section.has("pem")) {
            section.violation("pem", "nothing", "a PEM file for " + alg);
        }
        for (String key : List.of("secret", "secret-base64")) {
            if (section.has(key)) {
                section.violation(key, "***", "pem for " + alg);
            }
        }
    }

    /** Bytes that no log shows. */
    public static final class Secret {

        private final byte[] bytes;

        public Secret(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /** To see whether it has changed; for no eyes. */
        String fingerprint() {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        @Override
        public String toString() {
            return "***";
        }
    }
}
