package io.carillon.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which nodes are taken for nodes: those with a certificate of the authorities, and the name, where one is configured. The
 * address that somebody comes from proves nothing, and is not looked at: nodes in containers have a new one each time.
 * Immutable; any thread.
 */
final class PeerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager authorities;
    private final Optional<String> name;
    private final Consumer<Refusal> refused;

    /**
     * A peer that was refused.
     *
     * @param host where it is
     * @param subject as its certificate says, whoever made that
     * @param cause why
     */
    record Refusal(String host, int port, String subject, Throwable cause) {}

    /**
     * @param refused is told of each peer that was refused
     */
    PeerTrust(Identity identity, Optional<String> name, Consumer<Refusal> refused) {
        this.authorities = authorities(identity.authorities());
        this.name = name;
        this.refused = refused;
    }

    private static X509ExtendedTrustManager authorities(List<X509Certificate> trusted) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("ca-" + i, trusted.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return found;
                }
            }
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("every JDK has PKIX", e);
        }
        throw new IllegalStateException("every JDK has PKIX");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, engine, () -> authorities.checkClientTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, engine, () -> authorities.checkServerTrusted(chain, type, engine));
    }

    /** Of the authorities. */
    private interface Check {
        void run() throws CertificateException;
    }

    private void check(X509Certificate[] chain, SSLEngine engine, Check signed) throws CertificateException {
        try {
            signed.run();
            requireName(chain[0]);
        } catch (CertificateException e) {
            refused.accept(new Refusal(
                    String.valueOf(engine.getPeerHost()),
                    engine.getPeerPort(),
                    chain[0].getSubjectX500Principal().getName(),
                    root(e)));
            throw e;
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void requireName(X509Certificate own) throws CertificateException {
        if (name.isPresent() && !Identity.isNamed(own, name.get())) {
            throw new CertificateException("it has not the DNS name " + name.get() + ", but " + Identity.names(own));
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authorities.checkClientTrusted(chain, type);
        requireName(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authorities.checkServerTrusted(chain, type);
        requireName(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
