package io.carillon.auth;

import io.carillon.auth.KeyMaterial.Pair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Optional;

/** Completes keys to pairs: a private key alone verifies as well, since its public part follows from it. */
final class KeyPairs {

    private KeyPairs() {}

    static Pair of(PublicKey key, Algorithm algorithm) throws UnusableKeyException {
        try {
            PublicKey plain = PssKeys.plain(key, algorithm);
            algorithm.check(plain);
            return new Pair(plain, Optional.empty());
        } catch (GeneralSecurityException e) {
            throw illFormed(key, algorithm);
        }
    }

    static Pair of(PrivateKey key, Algorithm algorithm) throws UnusableKeyException {
        try {
            PrivateKey plain = PssKeys.plain(key, algorithm);
            return of(publicPart(plain, algorithm), plain, algorithm);
        } catch (GeneralSecurityException e) {
            throw illFormed(key, algorithm);
        }
    }

    private static UnusableKeyException illFormed(Key key, Algorithm algorithm) {
        return new UnusableKeyException("an ill-formed " + key.getAlgorithm() + " key", algorithm.keyWanted());
    }

    /** Whether the two belong together is found out when they are used ({@link VerificationKey#of}). */
    static Pair of(PublicKey publicKey, PrivateKey privateKey, Algorithm algorithm) throws UnusableKeyException {
        algorithm.check(publicKey);
        return new Pair(publicKey, Optional.of(privateKey));
    }

    private static PublicKey publicPart(PrivateKey key, Algorithm algorithm) throws UnusableKeyException {
        try {
            if (key instanceof RSAPrivateCrtKey rsa) {
                return KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            }
            if (key instanceof ECPrivateKey ec) {
                return publicPart(ec, algorithm);
            }
            if (key instanceof EdECPrivateKey ed) {
                return Edwards.publicPart(ed);
            }
        } catch (GeneralSecurityException e) {
            throw illFormed(key, algorithm);
        }
        throw new UnusableKeyException("an " + key.getAlgorithm() + " key", algorithm.keyWanted());
    }

    private static PublicKey publicPart(ECPrivateKey key, Algorithm algorithm)
            throws UnusableKeyException, GeneralSecurityException {
        Optional<Curve> curve = Curve.of(key);
        if (curve.isEmpty()) {
            throw new UnusableKeyException("an EC key on another curve", algorithm.keyWanted());
        }
        return publicPart(key.getS(), curve.get(), algorithm);
    }

    private static PublicKey publicPart(BigInteger scalar, Curve curve, Algorithm algorithm)
            throws UnusableKeyException, GeneralSecurityException {
        if (!curve.isScalar(scalar)) {
            throw new UnusableKeyException("an EC key that is out of its curve's range", algorithm.keyWanted());
        }
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(curve.publicPoint(scalar), curve.parameters()));
    }
}
