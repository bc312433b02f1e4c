package io.carillon.tls;

import io.vertx.core.net.SSLOptions;
import java.util.LinkedHashSet;
import java.util.List;

/** What is spoken: nothing without forward secrecy and authenticated encryption. */
final class Ciphers {

    /** The first three are those of TLS 1.3, which all are of that kind; the others are for TLS 1.2. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");

    /** With TLS 1.2 a client could otherwise have the server negotiate over and over; read when TLS is first used. */
    private static final String RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private Ciphers() {}

    /** Allows these versions, and the suites. */
    static void into(SSLOptions options, List<String> protocols) {
        options.setEnabledSecureTransportProtocols(new LinkedHashSet<>(protocols));
        SUITES.forEach(options::addEnabledCipherSuite);
    }

    /** Before anything in this process speaks TLS. */
    static void refuseRenegotiation() {
        if (System.getProperty(RENEGOTIATION) == null) {
            System.setProperty(RENEGOTIATION, "true");
        }
    }
}
