package io.carillon.kubernetes;

import io.carillon.kubernetes.CertManager.Certificate;
import io.carillon.kubernetes.CertManager.CertificateSpec;
import io.carillon.support.TestAuthority;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What cert-manager does with the Certificate of {@code components/tls}: a Secret with the keys that all of its Secrets have. */
record BusSecret(TestAuthority authority) {

    static BusSecret madeBy(TestAuthority authority) {
        return new BusSecret(authority);
    }

    /** With the Secret beside what was rendered. */
    Rendered beside(Rendered rendered) {
        CertificateSpec wanted = rendered.named(Certificate.class, "carillon-bus")
                .orElseThrow(() -> new AssertionError("no Certificate carillon-bus"))
                .spec();
        TestAuthority.Issued issued = authority.issue(new TestAuthority.Wanted(wanted.commonName())
                .names(wanted.dnsNames().toArray(String[]::new)));
        List<HasMetadata> all = new ArrayList<>(rendered.all());
        all.add(new SecretBuilder()
                .withNewMetadata()
                .withName(wanted.secretName())
                .endMetadata()
                .addToData("tls.crt", certificate(issued.certificate()))
                .addToData(
                        "tls.key",
                        base64(TestAuthority.pem(
                                "PRIVATE KEY", issued.keys().getPrivate().getEncoded())))
                .addToData("ca.crt", certificate(authority.certificate()))
                .build());
        return new Rendered(all);
    }

    private static String certificate(X509Certificate certificate) {
        try {
            return base64(TestAuthority.pem("CERTIFICATE", certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
