package io.carillon.auth;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The algorithms that may sign a token (RFC 7518, section 3), and what each asks of its key and signature. */
enum Algorithm {
    HS256(Family.HMAC, 256, null),
    HS384(Family.HMAC, 384, null),
    HS512(Family.HMAC, 512, null),
    RS256(Family.RSA, 256, null),
    RS384(Family.RSA, 384, null),
    RS512(Family.RSA, 512, null),
    PS256(Family.RSA_PSS, 256, null),
    PS384(Family.RSA_PSS, 384, null),
    PS512(Family.RSA_PSS, 512, null),
    ES256(Family.EC, 256, Curve.P256),
    ES384(Family.EC, 384, Curve.P384),
    ES512(Family.EC, 512, Curve.P521),
    /** With Ed25519 alone (RFC 8037, RFC 8032). */
    EdDSA(Family.EDWARDS, 512, null);

    /** What kind of key an algorithm has. */
    enum Family {
        HMAC,
        RSA,
        RSA_PSS,
        EC,
        EDWARDS
    }

    /** Every algorithm, for messages. */
    static final String NAMES = Arrays.stream(values()).map(Algorithm::name).collect(Collectors.joining(", "));

    private static final int FEWEST_RSA_BITS = 2048;

    private final Family family;
    private final int hashBits;
    private final @Nullable Curve curve;

    Algorithm(Family family, int hashBits, @Nullable Curve curve) {
        this.family = family;
        this.hashBits = hashBits;
        this.curve = curve;
    }

    /** The algorithm that tokens call so; case matters. */
    static Optional<Algorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }

    /** The one algorithm of a curve. */
    static Algorithm of(Curve curve) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.curve == curve)
                .findFirst()
                .orElseThrow();
    }

    Family family() {
        return family;
    }

    Optional<Curve> curve() {
        return Optional.ofNullable(curve);
    }

    /** The least that a secret, or the signature of an HMAC, has. */
    int hashBytes() {
        return hashBits / 8;
    }

    /** What a key file must hold, for messages. */
    String keyWanted() {
        return switch (family) {
            case HMAC -> "a secret of at least " + hashBytes() + " bytes for " + name();
            case RSA, RSA_PSS -> "an RSA key of at least " + FEWEST_RSA_BITS + " bits for " + name();
            case EC -> "an EC key on the curve " + curve + " for " + name();
            case EDWARDS -> "an Ed25519 key for " + name();
        };
    }

    /** Refuses a secret that is easier to guess than the hash. */
    void check(byte[] secret) throws UnusableKeyException {
        if (family != Family.HMAC || secret.length < hashBytes()) {
            throw new UnusableKeyException("a secret of " + secret.length + " bytes", keyWanted());
        }
    }

    /** Refuses a key of another kind, on another curve, or too short. */
    void check(PublicKey key) throws UnusableKeyException {
        boolean fits = switch (family) {
            case HMAC -> false;
            case RSA, RSA_PSS ->
                key instanceof RSAPublicKey rsa
                        && rsa.getAlgorithm().equals("RSA")
                        && rsa.getModulus().bitLength() >= FEWEST_RSA_BITS;
            case EC ->
                key instanceof ECPublicKey ec
                        && Curve.of(ec).equals(curve())
                        && curve().orElseThrow().contains(ec.getW());
            case EDWARDS -> key instanceof EdECPublicKey ed && isEd25519(ed);
        };
        if (!fits) {
            throw new UnusableKeyException(described(key), keyWanted());
        }
    }

    private static boolean isEd25519(EdECPublicKey key) {
        return key.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
    }

    private static String described(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return "an " + rsa.getAlgorithm() + " key of " + rsa.getModulus().bitLength() + " bits";
        }
        if (key instanceof ECPublicKey ec) {
            Optional<Curve> curve = Curve.of(ec);
            return curve.isEmpty()
                    ? "an EC key on another curve"
                    : "an EC key on the curve " + curve.get()
                            + (curve.get().contains(ec.getW()) ? "" : ", but with a point beside it");
        }
        if (key instanceof EdECPublicKey ed) {
            return isEd25519(ed) ? "an Ed25519 key" : "an EdDSA key on another curve";
        }
        return "an " + key.getAlgorithm() + " key";
    }

    /**
     * Whether a signature has the form that RFC 7518 gives it. The library takes others too: ECDSA's as DER, so that one
     * token would have many texts; and some Java versions took an ECDSA signature of zeros for everybody's.
     */
    boolean isWellFormed(byte[] signature) {
        return switch (family) {
            case HMAC -> signature.length == hashBytes();
            case RSA, RSA_PSS -> true; // as long as its key, which the key knows
            case EDWARDS -> signature.length == 64;
            case EC -> isTwoScalars(signature, curve().orElseThrow());
        };
    }

    private static boolean isTwoScalars(byte[] signature, Curve curve) {
        int half = curve.bytes();
        return signature.length == 2 * half
                && curve.isScalar(new BigInteger(1, signature, 0, half))
                && curve.isScalar(new BigInteger(1, signature, half, half));
    }
}
