package io.carillon.auth;

import io.carillon.auth.KeyMaterial.Pair;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the key of a PEM file. A private key goes before everything else in the file, since the public one follows from
 * it; then the first public key or certificate counts. What else there is (parameters, a chain, text) is passed over.
 */
final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private static final String ALLOWED = "a PEM file with a PUBLIC KEY, CERTIFICATE, RSA PUBLIC KEY, PRIVATE KEY,"
            + " RSA PRIVATE KEY or EC PRIVATE KEY, not encrypted";

    private static final List<String> KINDS = List.of("RSA", "EC", "RSASSA-PSS", "EdDSA");

    private record Block(String label, byte[] der) {
        boolean isPrivate() {
            return label.endsWith("PRIVATE KEY");
        }

        boolean isPublic() {
            return label.endsWith("PUBLIC KEY") || label.equals("CERTIFICATE");
        }
    }

    private final Path file;
    private final Algorithm algorithm;

    private PemFile(Path file, Algorithm algorithm) {
        this.file = file;
        this.algorithm = algorithm;
    }

    /** Reads the key and makes sure that it is one for the algorithm. Blocks. */
    static Pair read(Path file, Algorithm algorithm) throws UnusableKeyException {
        return new PemFile(file, algorithm).read();
    }

    private Pair read() throws UnusableKeyException {
        if (algorithm.family() == Algorithm.Family.HMAC) {
            throw new UnusableKeyException("a PEM file", algorithm.keyWanted() + ", by secret or secret-base64");
        }
        String text = KeyFile.text(file);
        if (text.contains("ENCRYPTED")) {
            throw unusable("an encrypted key");
        }
        List<Block> blocks = blocks(text);
        for (Block block : blocks) {
            if (block.isPrivate()) {
                return KeyPairs.of(privateKey(block), algorithm);
            }
        }
        for (Block block : blocks) {
            if (block.isPublic()) {
                return KeyPairs.of(publicKey(block), algorithm);
            }
        }
        throw unusable("no key in PEM");
    }

    private List<Block> blocks(String text) throws UnusableKeyException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String body = matcher.group(2).replaceAll("\\s", "");
            try {
                blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(body)));
            } catch (IllegalArgumentException e) {
                throw unusable("a " + matcher.group(1) + " that is not base64");
            }
        }
        return blocks;
    }

    private PrivateKey privateKey(Block block) throws UnusableKeyException {
        byte[] pkcs8 = switch (block.label) {
            case "PRIVATE KEY" -> block.der;
            case "RSA PRIVATE KEY" -> Der.rsaPrivate(block.der);
            case "EC PRIVATE KEY" -> Der.ecPrivate(block.der, curve(block));
            default -> throw unusable("a " + block.label);
        };
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                continue; // not of this kind; perhaps of the next
            }
        }
        throw unusable("an ill-formed " + block.label);
    }

    /** SEC 1 may name the curve; where it does not, it is the algorithm's. */
    private Curve curve(Block block) throws UnusableKeyException {
        Optional<byte[]> oid = Der.ecPrivateCurve(block.der);
        return oid.isEmpty()
                ? algorithm.curve().orElseThrow(() -> unfit("an EC key"))
                : Curve.identified(oid.get()).orElseThrow(() -> unfit("an EC key on another curve"));
    }

    private UnusableKeyException unfit(String found) {
        return new UnusableKeyException(file + " (" + found + ")", algorithm.keyWanted());
    }

    private PublicKey publicKey(Block block) throws UnusableKeyException {
        byte[] spki = switch (block.label) {
            case "PUBLIC KEY" -> block.der;
            case "RSA PUBLIC KEY" -> Der.rsaPublic(block.der);
            case "CERTIFICATE" -> certified(block.der);
            default -> throw unusable("a " + block.label);
        };
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(spki));
            } catch (GeneralSecurityException e) {
                continue; // not of this kind; perhaps of the next
            }
        }
        throw unusable("an ill-formed " + block.label);
    }

    private byte[] certified(byte[] der) throws UnusableKeyException {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey()
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw unusable("an ill-formed CERTIFICATE");
        }
    }

    private UnusableKeyException unusable(String found) {
        return new UnusableKeyException(file + " (" + found + ")", ALLOWED);
    }
}
