package io.carillon.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/** Reads the private key of a certificate: PKCS#8, PKCS#1 or SEC 1. */
final class PrivatePem {

    static final String ALLOWED =
            "a PEM file with the certificate's PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY, not encrypted";

    private static final byte[] PROOF = "carillon".getBytes(StandardCharsets.US_ASCII);

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;

    private PrivatePem() {}

    /** The key that fits to a certificate's. */
    static PrivateKey read(PemText pem, PublicKey certified) throws UnusableFileException {
        for (PemText.Block block : pem.blocks(ALLOWED)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                PrivateKey key = read(pem, block, certified);
                if (!fits(key, certified)) {
                    throw unfit(pem);
                }
                return key;
            }
        }
        throw pem.unusable("no private key in PEM", ALLOWED);
    }

    private static UnusableFileException unfit(PemText pem) {
        return pem.unusable("the key of another certificate", "the key of the first certificate in cert");
    }

    private static PrivateKey read(PemText pem, PemText.Block block, PublicKey certified) throws UnusableFileException {
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> named(block.der(), certified);
            case "ENCRYPTED PRIVATE KEY" -> throw pem.unusable("an encrypted key", ALLOWED);
            default -> throw pem.unusable("a " + block.label(), ALLOWED);
        };
        try {
            return KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw pem.unusable(
                    "an ill-formed " + block.label() + ", or not one of the certificate's kind, "
                            + certified.getAlgorithm(),
                    ALLOWED);
        }
    }

    /** Whether what the one signs the other accepts. */
    private static boolean fits(PrivateKey key, PublicKey certified) {
        try {
            Signature signature = Signature.getInstance(
                    switch (certified.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> certified.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * PKCS#8 of the older forms, which do not say what key they are: the certificate does, with the same bytes that begin its
     * SubjectPublicKeyInfo.
     */
    private static byte[] named(byte[] older, PublicKey certified) {
        byte[] info = certified.getEncoded();
        int from = headLength(info, 0);
        int length = headLength(info, from) - from + contentLength(info, from);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(tagged(INTEGER, new byte[1], 0, 1));
        content.write(info, from, length);
        content.writeBytes(tagged(OCTET_STRING, older, 0, older.length));
        return tagged(SEQUENCE, content.toByteArray(), 0, content.size());
    }

    /** Where the content of the element at {@code at} begins. */
    private static int headLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first - 0x80);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return first < 0x80 ? first : new BigInteger(1, der, at + 2, first - 0x80).intValue();
    }

    private static byte[] tagged(int tag, byte[] content, int from, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (count < 0x80) {
            all.write(count);
        } else {
            byte[] digits = BigInteger.valueOf(count).toByteArray();
            int skipped = digits[0] == 0 ? 1 : 0;
            all.write(0x80 | digits.length - skipped);
            all.write(digits, skipped, digits.length - skipped);
        }
        all.write(content, from, count);
        return all.toByteArray();
    }
}
