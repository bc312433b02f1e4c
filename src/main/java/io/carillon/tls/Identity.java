package io.carillon.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who a node is: a certificate with its key. Immutable.
 *
 * @param chain the node's own first
 * @param authorities who signs the certificates of its like; empty where there are none, because nobody is asked for one
 * @param expires from when on others may not accept it; what had expired when it was read does not count, since others may not need it
 * @param warnings what is wrong with the files, and no reason to do without them
 */
record Identity(
        PrivateKey key,
        List<X509Certificate> chain,
        List<X509Certificate> authorities,
        Instant expires,
        List<String> warnings) {

    private static final String CERTIFICATES =
            "a PEM file with a certificate that is valid now, and behind it those that lead to its authority";
    private static final String AUTHORITIES = "a PEM file with certificates of authorities that are valid now";
    private static final String BOTH_WAYS =
            "a certificate for servers and clients (extended key usage serverAuth and clientAuth, or none)";
    private static final List<String> USAGES = List.of("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int DNS_NAME = 2;
    private static final Set<String> KINDS = Set.of("RSA", "EC", "EdDSA");

    Identity {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
        warnings = List.copyOf(warnings);
    }

    /** Of a server whose clients need no certificate. */
    static Identity of(PemText cert, PemText key, Instant now) throws UnusableFileException {
        List<X509Certificate> chain = cert.certificates(CERTIFICATES);
        X509Certificate own = chain.get(0);
        requireValid(cert, own, now, CERTIFICATES);
        String kind = own.getPublicKey().getAlgorithm();
        if (!KINDS.contains(kind)) {
            throw cert.unusable("the certificate of a key of the kind " + kind, "RSA, EC or Ed25519");
        }
        Instant expires = own.getNotAfter().toInstant();
        List<String> warnings = new ArrayList<>();
        for (X509Certificate each : chain.subList(1, chain.size())) {
            Optional<String> trouble = trouble(each, now);
            trouble.ifPresent(what -> warnings.add("cert: shown all the same is " + what));
            Instant end = each.getNotAfter().toInstant();
            expires = end.isAfter(now) && end.isBefore(expires) ? end : expires;
        }
        return new Identity(PrivatePem.read(key, own.getPublicKey()), chain, List.of(), expires, warnings);
    }

    /** Of a node among nodes, which would be refused by the others where its own authorities refuse it. */
    static Identity ofNode(PemText cert, PemText key, PemText ca, Optional<String> name, Instant now)
            throws UnusableFileException {
        Identity server = of(cert, key, now);
        List<String> warnings = new ArrayList<>(server.warnings);
        List<X509Certificate> authorities = authorities(ca, now, warnings);
        requireUsages(cert, server.own());
        requireSigned(cert, server.chain, authorities, now);
        if (name.isPresent() && !isNamed(server.own(), name.get())) {
            throw cert.unusable(
                    "a certificate for " + describe(names(server.own())),
                    "a certificate with the DNS name " + name.get() + ", since cluster.tls.name says so");
        }
        return new Identity(server.key, server.chain, authorities, server.expires, warnings);
    }

    /** Those that have not expired; a file with several is what a change of authority looks like, and one of them ends first. */
    private static List<X509Certificate> authorities(PemText ca, Instant now, List<String> warnings)
            throws UnusableFileException {
        List<X509Certificate> all = ca.certificates(AUTHORITIES);
        if (all.stream().allMatch(each -> trouble(each, now).isPresent())) {
            requireValid(ca, all.get(0), now, AUTHORITIES);
        }
        List<X509Certificate> left = new ArrayList<>();
        for (X509Certificate each : all) {
            boolean expired = hasExpired(each, now);
            trouble(each, now)
                    .ifPresent(what -> warnings.add((expired ? "ca: passed over is " : "ca: trusted is ") + what));
            if (!expired) {
                left.add(each);
            }
        }
        return left;
    }

    private static String describe(Set<String> names) {
        return names.isEmpty() ? "no DNS name" : names.stream().sorted().collect(Collectors.joining(", "));
    }

    private static void requireValid(PemText pem, X509Certificate certificate, Instant now, String allowed)
            throws UnusableFileException {
        Optional<String> trouble = trouble(certificate, now);
        if (trouble.isPresent()) {
            throw pem.unusable(trouble.get(), allowed);
        }
    }

    private static Optional<String> trouble(X509Certificate certificate, Instant now) {
        String whose =
                "the certificate of " + certificate.getSubjectX500Principal().getName();
        Instant begin = certificate.getNotBefore().toInstant();
        if (hasExpired(certificate, now)) {
            return Optional.of(
                    whose + " that expired at " + certificate.getNotAfter().toInstant());
        }
        return now.isBefore(begin) ? Optional.of(whose + " that is not valid before " + begin) : Optional.empty();
    }

    private static boolean hasExpired(X509Certificate certificate, Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static void requireUsages(PemText pem, X509Certificate own) throws UnusableFileException {
        try {
            List<String> usages = own.getExtendedKeyUsage();
            if (usages != null && !usages.contains(ANY_USAGE) && !usages.containsAll(USAGES)) {
                throw pem.unusable("a certificate that is for less", BOTH_WAYS);
            }
        } catch (CertificateException e) {
            throw pem.unusable("an ill-formed extended key usage", BOTH_WAYS);
        }
    }

    /** As others will: they look for a way, and pass over what does not belong to it. */
    private static void requireSigned(
            PemText pem, List<X509Certificate> chain, List<X509Certificate> authorities, Instant now)
            throws UnusableFileException {
        if (authorities.contains(chain.get(0))) {
            return; // its own
        }
        try {
            X509CertSelector own = new X509CertSelector();
            own.setCertificate(chain.get(0));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                    authorities.stream()
                            .map(authority -> new TrustAnchor(authority, null))
                            .collect(Collectors.toSet()),
                    own);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException e) {
            throw pem.unusable(
                    "a certificate that the authorities in ca did not sign: " + e.getMessage(),
                    "a certificate that they signed, with those in between behind it");
        }
    }

    X509Certificate own() {
        return chain.get(0);
    }

    /** The DNS names of a certificate. */
    static Set<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.toSet());
        } catch (CertificateException e) {
            return Set.of();
        }
    }

    /** Whether a certificate has a DNS name, in which case does not matter. */
    static boolean isNamed(X509Certificate certificate, String name) {
        return names(certificate).stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return own().getSubjectX500Principal().getName() + " until " + expires();
    }
}
