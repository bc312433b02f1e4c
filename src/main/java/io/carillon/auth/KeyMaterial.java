package io.carillon.auth;

import io.carillon.config.KeyConfig;
import io.vertx.core.buffer.Buffer;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;

/** What a key is made of, in the two forms that the library's providers take it. Shows nothing of itself. */
sealed interface KeyMaterial {

    /** What verifies. */
    Buffer verifying();

    /** What signs; empty where there is only a public key. */
    Optional<Buffer> signing();

    /** The length of a signature; empty where the algorithm alone decides it. */
    Optional<Integer> signatureBytes();

    /** A secret that verifies and signs. */
    record Secret(KeyConfig.Secret secret) implements KeyMaterial {
        @Override
        public Buffer verifying() {
            return Buffer.buffer(secret.bytes());
        }

        @Override
        public Optional<Buffer> signing() {
            return Optional.of(verifying());
        }

        @Override
        public Optional<Integer> signatureBytes() {
            return Optional.empty();
        }
    }

    /** A public key, and the private one where it is known. */
    record Pair(PublicKey publicKey, Optional<PrivateKey> privateKey) implements KeyMaterial {
        @Override
        public Buffer verifying() {
            return pem("PUBLIC KEY", publicKey);
        }

        @Override
        public Optional<Buffer> signing() {
            return privateKey.map(key -> pem("PRIVATE KEY", key));
        }

        @Override
        public Optional<Integer> signatureBytes() {
            return publicKey instanceof RSAPublicKey rsa
                    ? Optional.of((rsa.getModulus().bitLength() + 7) / 8)
                    : Optional.empty();
        }

        private static Buffer pem(String label, Key key) {
            String body = Base64.getEncoder().encodeToString(key.getEncoded());
            return Buffer.buffer("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
        }

        @Override
        public String toString() {
            return privateKey.isPresent() ? "a key pair" : "a public key";
        }
    }
}
