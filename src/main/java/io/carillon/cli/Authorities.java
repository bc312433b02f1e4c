package io.carillon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Authorities in a PEM file that a command trusts. */
final class Authorities {

    private Authorities() {}

    /**
     * A client's that trusts nobody else. Blocks.
     *
     * @throws IllegalArgumentException where there are none
     */
    static SSLContext context(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw misused(file, "no certificate in it");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw misused(file, Files.exists(file) ? "not readable" : "no such file");
        } catch (GeneralSecurityException e) {
            throw misused(file, "not a certificate");
        }
    }

    private static IllegalArgumentException misused(Path file, String why) {
        return LinkOptions.misused("--ca", file + " (" + why + ")", "a PEM file with certificates of authorities");
    }
}
