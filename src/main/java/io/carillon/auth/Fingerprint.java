package io.carillon.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a token is recognised by when it was revoked: a hash of what was signed, without the signature. Of some algorithms
 * anybody can make a second signature from a valid one (ECDSA's s has a twin), and that would be another text.
 *
 * <p>64 bits of it: connections keep it. Two tokens with the same one are refused together, which may happen by chance
 * once in a great while; a token that was revoked never passes.
 */
final class Fingerprint {

    private Fingerprint() {}

    /** Of a token in its compact form; of one without dots it is that of the whole text. */
    static long of(String token) {
        int end = token.lastIndexOf('.');
        return of(sha256((end < 0 ? token : token.substring(0, end)).getBytes(StandardCharsets.UTF_8)));
    }

    private static long of(byte[] hash) {
        return ByteBuffer.wrap(hash).getLong();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As it stands in a {@link Revocation}. */
    static String text(long fingerprint) {
        return HexFormat.of().toHexDigits(fingerprint);
    }
}
