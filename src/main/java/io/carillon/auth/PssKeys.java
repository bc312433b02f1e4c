package io.carillon.auth;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * RSA keys that say of themselves that they are for PSS alone (RFC 4055), made plain ones, which is what the library
 * reads. One that demands other parameters than its algorithm's (RFC 7518, section 3.5) is none for it.
 */
final class PssKeys {

    private static final String PSS = "RSASSA-PSS";

    private PssKeys() {}

    /** The key itself where it is of another kind, or for another family: whether it fits is checked elsewhere. */
    static PublicKey plain(PublicKey key, Algorithm algorithm) throws UnusableKeyException, GeneralSecurityException {
        if (key instanceof RSAPublicKey rsa && isFor(algorithm, rsa.getAlgorithm(), rsa)) {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        return key;
    }

    /** The same for a private key. */
    static PrivateKey plain(PrivateKey key, Algorithm algorithm) throws UnusableKeyException, GeneralSecurityException {
        if (key instanceof RSAPrivateCrtKey rsa && isFor(algorithm, rsa.getAlgorithm(), rsa)) {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new RSAPrivateCrtKeySpec(
                            rsa.getModulus(),
                            rsa.getPublicExponent(),
                            rsa.getPrivateExponent(),
                            rsa.getPrimeP(),
                            rsa.getPrimeQ(),
                            rsa.getPrimeExponentP(),
                            rsa.getPrimeExponentQ(),
                            rsa.getCrtCoefficient()));
        }
        return key;
    }

    private static boolean isFor(Algorithm algorithm, String kind, RSAKey key) throws UnusableKeyException {
        if (!kind.equals(PSS) || algorithm.family() != Algorithm.Family.RSA_PSS) {
            return false;
        }
        if (!allows(key.getParams(), algorithm)) {
            throw new UnusableKeyException("an RSASSA-PSS key with other parameters", algorithm.keyWanted());
        }
        return true;
    }

    private static boolean allows(@Nullable AlgorithmParameterSpec wanted, Algorithm algorithm) {
        String hash = "SHA-" + algorithm.hashBytes() * Byte.SIZE;
        return wanted == null
                || wanted instanceof PSSParameterSpec pss
                        && pss.getDigestAlgorithm().equals(hash)
                        && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
                        && mask.getDigestAlgorithm().equals(hash)
                        && pss.getSaltLength() <= algorithm.hashBytes();
    }
}
