package io.carillon.auth;

import io.carillon.auth.Algorithm.Family;
import io.carillon.auth.KeyMaterial.Pair;
import io.carillon.auth.KeyMaterial.Secret;
import io.carillon.config.KeyConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One key of a JWK Set (RFC 7517, RFC 7518 section 6). Others' keys stand in such sets too: those for other purposes, or
 * of kinds that are not supported, are {@linkplain #foreign passed over}; one that is meant for us has to be right.
 */
final class Jwk {

    /** The algorithms of each kind; the first is that of a key that names none. */
    private static final Map<String, List<Family>> KINDS = Map.of(
            "oct", List.of(Family.HMAC),
            "RSA", List.of(Family.RSA, Family.RSA_PSS),
            "EC", List.of(Family.EC),
            "OKP", List.of(Family.EDWARDS));

    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth");

    private final JsonObject json;

    Jwk(JsonObject json) {
        this.json = json;
    }

    /** Why this key is none of ours; empty where it is. */
    Optional<String> foreign() {
        if (json.getValue("kty") instanceof String kty && !KINDS.containsKey(kty)) {
            return Optional.of("its kty is not supported");
        }
        if (json.containsKey("use") && !"sig".equals(json.getValue("use"))) {
            return Optional.of("its use is not sig");
        }
        if (json.getValue("key_ops") instanceof JsonArray operations && !operations.contains("verify")) {
            return Optional.of("its key_ops are without verify");
        }
        if (json.getValue("alg") instanceof String alg && Algorithm.named(alg).isEmpty()) {
            return Optional.of("its alg is not supported");
        }
        if ("EC".equals(json.getValue("kty"))
                && json.getValue("crv") instanceof String crv
                && Curve.named(crv).isEmpty()) {
            return Optional.of("its crv is not supported");
        }
        if ("OKP".equals(json.getValue("kty"))
                && json.getValue("crv") instanceof String crv
                && !crv.equals(Edwards.ED25519)) {
            return Optional.of("its crv is not supported");
        }
        return Optional.empty();
    }

    /** Whether it is a secret, which nobody may publish. */
    boolean isSecret() {
        return "oct".equals(json.getValue("kty"));
    }

    /** The public part of it. */
    Jwk withoutPrivate() {
        JsonObject rest = json.copy();
        PRIVATE.forEach(rest::remove);
        return new Jwk(rest);
    }

    Optional<String> kid() throws UnusableKeyException {
        return json.containsKey("kid") ? Optional.of(text("kid")) : Optional.empty();
    }

    /** The one algorithm that the key is used with: what it says, else what its kind and curve say. */
    Algorithm algorithm() throws UnusableKeyException {
        List<Family> families = Optional.ofNullable(KINDS.get(text("kty")))
                .orElseThrow(() -> new UnusableKeyException("another kty", "oct, RSA, EC, OKP"));
        if (json.containsKey("alg")) {
            String alg = text("alg");
            return Algorithm.named(alg)
                    .filter(named -> families.contains(named.family()))
                    .orElseThrow(() -> new UnusableKeyException("alg " + alg, "an alg of its kty"));
        }
        return switch (families.get(0)) {
            case HMAC -> throw new UnusableKeyException("no alg", "HS256, HS384, HS512: a secret does not tell");
            case RSA, RSA_PSS -> Algorithm.RS256;
            case EDWARDS -> Algorithm.EdDSA;
            case EC ->
                Algorithm.of(Curve.named(text("crv"))
                        .orElseThrow(() -> new UnusableKeyException("another crv", "P-256, P-384, P-521")));
        };
    }

    KeyMaterial material(Algorithm algorithm) throws UnusableKeyException {
        try {
            return switch (algorithm.family()) {
                case HMAC -> secret(algorithm);
                case RSA, RSA_PSS -> rsa(algorithm);
                case EC -> ec(algorithm);
                case EDWARDS -> edwards(algorithm);
            };
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException("numbers that are no key", algorithm.keyWanted());
        }
    }

    private Secret secret(Algorithm algorithm) throws UnusableKeyException {
        byte[] secret = bytes("k");
        algorithm.check(secret);
        return new Secret(new KeyConfig.Secret(secret));
    }

    private Pair rsa(Algorithm algorithm) throws UnusableKeyException, GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        var publicKey = rsa.generatePublic(new RSAPublicKeySpec(number("n"), number("e")));
        return json.containsKey("d")
                ? KeyPairs.of(publicKey, rsa.generatePrivate(rsaPrivate()), algorithm)
                : KeyPairs.of(publicKey, algorithm);
    }

    private KeySpec rsaPrivate() throws UnusableKeyException {
        if (!json.containsKey("p")) {
            return new RSAPrivateKeySpec(number("n"), number("d"));
        }
        return new RSAPrivateCrtKeySpec(
                number("n"),
                number("e"),
                number("d"),
                number("p"),
                number("q"),
                number("dp"),
                number("dq"),
                number("qi"));
    }

    private Pair ec(Algorithm algorithm) throws UnusableKeyException, GeneralSecurityException {
        KeyFactory ec = KeyFactory.getInstance("EC");
        Curve curve = Curve.named(text("crv")).orElseThrow(() -> new UnusableKeyException("another crv", "P-256"));
        ECPoint point = new ECPoint(number("x"), number("y"));
        if (!curve.contains(point)) {
            throw new UnusableKeyException("a point beside the curve " + curve, algorithm.keyWanted());
        }
        var publicKey = ec.generatePublic(new ECPublicKeySpec(point, curve.parameters()));
        return json.containsKey("d")
                ? KeyPairs.of(
                        publicKey, ec.generatePrivate(new ECPrivateKeySpec(number("d"), curve.parameters())), algorithm)
                : KeyPairs.of(publicKey, algorithm);
    }

    private Pair edwards(Algorithm algorithm) throws UnusableKeyException, GeneralSecurityException {
        if (!text("crv").equals(Edwards.ED25519)) {
            throw new UnusableKeyException("another crv", Edwards.ED25519);
        }
        var publicKey = Edwards.publicKey(bytes("x"));
        return json.containsKey("d")
                ? KeyPairs.of(publicKey, Edwards.privateKey(bytes("d")), algorithm)
                : KeyPairs.of(publicKey, algorithm);
    }

    private BigInteger number(String member) throws UnusableKeyException {
        return new BigInteger(1, bytes(member));
    }

    private byte[] bytes(String member) throws UnusableKeyException {
        try {
            return Base64.getUrlDecoder().decode(text(member));
        } catch (IllegalArgumentException e) {
            throw new UnusableKeyException(member + " that is not base64url", "base64url");
        }
    }

    private String text(String member) throws UnusableKeyException {
        if (json.getValue(member) instanceof String text) {
            return text;
        }
        throw new UnusableKeyException(
                json.containsKey(member) ? member + " that is not a string" : "no " + member, member + ", a string");
    }
}
