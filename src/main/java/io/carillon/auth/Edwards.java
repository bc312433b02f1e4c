package io.carillon.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Ed25519 keys from their 32 bytes (RFC 8032), and the public one of a private one, which the JDK does not give. */
final class Edwards {

    /** What JWKs call the curve (RFC 8037). */
    static final String ED25519 = "Ed25519";

    private static final int BYTES = 32;
    /** SubjectPublicKeyInfo and PKCS#8 up to the key (RFC 8410). */
    private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private Edwards() {}

    static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(behind(PUBLIC, raw)));
    }

    static PrivateKey privateKey(byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(behind(PRIVATE, raw)));
    }

    private static byte[] behind(byte[] head, byte[] raw) throws GeneralSecurityException {
        if (raw.length != BYTES) {
            throw new GeneralSecurityException("not " + BYTES + " bytes");
        }
        byte[] both = Arrays.copyOf(head, head.length + raw.length);
        System.arraycopy(raw, 0, both, head.length, raw.length);
        return both;
    }

    /** Whoever generates a pair draws its private key at random: here it draws the one that there is. */
    static PublicKey publicPart(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] raw = key.getBytes().orElseThrow(() -> new GeneralSecurityException("no bytes"));
        if (raw.length != BYTES) {
            throw new GeneralSecurityException("on another curve");
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
        generator.initialize(NamedParameterSpec.ED25519, new Drawn(raw));
        return generator.generateKeyPair().getPublic();
    }

    /** Draws what it was given. */
    private static final class Drawn extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Drawn(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] drawn) {
            System.arraycopy(bytes, 0, drawn, 0, Math.min(bytes.length, drawn.length));
        }
    }
}
