package io.carillon.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in a PEM file (RFC 7468).
 *
 * @param setting what the configuration calls the file
 */
record PemText(String setting, Path file, String text) {

    private static final long LARGEST = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private static final String BEGIN = "-----BEGIN ";

    /** One thing in the file. */
    record Block(String label, byte[] der) {}

    /** Reads the file. Blocks. */
    static PemText read(String setting, Path file) throws UnusableFileException {
        try {
            if (Files.size(file) > LARGEST) {
                throw unreadable(setting, file, "larger than 1 MiB");
            }
            return new PemText(setting, file, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw unreadable(setting, file, "no such file");
        } catch (AccessDeniedException e) {
            throw unreadable(setting, file, "not permitted to read it");
        } catch (IOException e) {
            throw unreadable(setting, file, Files.isDirectory(file) ? "a directory" : "not readable");
        }
    }

    private static UnusableFileException unreadable(String setting, Path file, String why) {
        return new UnusableFileException(setting, file + " (" + why + ")", "a file that can be read");
    }

    List<Block> blocks(String allowed) throws UnusableFileException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            String body = matcher.group(2).replaceAll("\\s", "");
            try {
                blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(body)));
            } catch (IllegalArgumentException e) {
                throw unusable("a " + matcher.group(1) + " that is not base64", allowed);
            }
        }
        requireWhole(allowed);
        return blocks;
    }

    /** While a file is written in place it ends anywhere, and what is whole of it may be of use, but is not what is meant. */
    private void requireWhole(String allowed) throws UnusableFileException {
        String rest = BLOCK.matcher(text).replaceAll("\n");
        String last = rest.substring(rest.lastIndexOf('\n') + 1);
        if (rest.contains(BEGIN) || !last.isEmpty() && BEGIN.startsWith(last)) {
            throw unusable(rest.contains("ENCRYPTED") ? "an encrypted key" : "PEM that does not end", allowed);
        }
    }

    /** All certificates, in their order; at least one. */
    List<X509Certificate> certificates(String allowed) throws UnusableFileException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(allowed)) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(block, allowed));
            }
        }
        if (certificates.isEmpty()) {
            throw unusable("no certificate in PEM", allowed);
        }
        return certificates;
    }

    private X509Certificate certificate(Block block, String allowed) throws UnusableFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der));
        } catch (CertificateException e) {
            throw unusable("an ill-formed CERTIFICATE", allowed);
        }
    }

    UnusableFileException unusable(String found, String allowed) {
        return new UnusableFileException(setting, file + " (" + found + ")", allowed);
    }

    /** Does not show what stands there: it may be a key. */
    @Override
    public String toString() {
        return setting + "=" + file;
    }
}
