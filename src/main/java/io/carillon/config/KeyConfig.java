package io.carillon.config;

import java.nio.file.Path;
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
        public String toString() {
            return "***";
        }
    }
}
