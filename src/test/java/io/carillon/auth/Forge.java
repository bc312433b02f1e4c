package io.carillon.auth;

import io.carillon.config.JwksConfig;
import io.carillon.config.JwtConfig;
import io.carillon.config.KeyConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes keys and tokens, good ones and others, with the JDK alone, so that nothing under test helps. */
final class Forge {

    private Forge() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String token(String header, String claims, byte[] secret) {
        String input = input(header, claims);
        return input + "." + base64(hmac("HmacSHA256", secret, input));
    }

    static String token(String header, String claims, String jcaAlgorithm, PrivateKey key) {
        String input = input(header, claims);
        return input + "." + base64(signature(jcaAlgorithm, key, input));
    }

    static String input(String header, String claims) {
        return base64(header.getBytes(StandardCharsets.UTF_8)) + "." + base64(claims.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(String jcaAlgorithm, byte[] secret, String input) {
        try {
            Mac mac = Mac.getInstance(jcaAlgorithm);
            mac.init(new SecretKeySpec(secret, jcaAlgorithm));
            return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] signature(String jcaAlgorithm, PrivateKey key, String input) {
        try {
            Signature signature = Signature.getInstance(jcaAlgorithm);
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] pem(String label, Key key) {
        String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static Path file(Path directory, String name, byte[] content) {
        try {
            return Files.write(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KeyConfig secret(String alg, Optional<String> kid, byte[] secret) {
        return new KeyConfig(
                "auth.jwt.keys[0]", "test.yaml", alg, kid, Optional.of(new KeyConfig.Secret(secret)), Optional.empty());
    }

    static KeyConfig pem(String alg, Optional<String> kid, Path file) {
        return new KeyConfig("auth.jwt.keys[0]", "test.yaml", alg, kid, Optional.empty(), Optional.of(file));
    }

    static JwtConfig config(KeyConfig... keys) {
        return new JwtConfig(List.of(keys), JwksConfig.NONE, Optional.empty(), List.of(), Duration.ofSeconds(5), true);
    }

    static JwtConfig jwks(Path file) {
        return new JwtConfig(List.of(), JwksConfig.of(file), Optional.empty(), List.of(), Duration.ofSeconds(5), true);
    }

    static JsonObject claims() {
        return new JsonObject().put("sub", "anna").put("exp", 4_000_000_000L);
    }

    private static String number(BigInteger number) {
        byte[] all = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, all.length);
        System.arraycopy(all, all.length - length, fixed, 32 - length, length);
        return base64(fixed);
    }

    /** A key of a JWK Set. */
    static JsonObject jwk(KeyPair pair, String kid) {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return new JsonObject()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("kid", kid)
                .put("x", number(key.getW().getAffineX()))
                .put("y", number(key.getW().getAffineY()));
    }

    /** A JWK Set. */
    static String set(JsonObject... keys) {
        return new JsonObject().put("keys", new JsonArray(List.of(keys))).encode();
    }
}
