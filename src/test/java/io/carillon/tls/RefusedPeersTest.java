package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Logged;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What the log says of peers that were refused, however often they come and whatever they call themselves. */
class RefusedPeersTest {

    private final LongAdder count = new LongAdder();
    private final RefusedPeers refused = new RefusedPeers(count);

    private void come(String host, int port, String subject, Throwable cause) {
        refused.accept(new PeerTrust.Refusal(host, port, subject, cause));
    }

    @Test
    void tellsOfAHostOnceUnderWhateverNamesItComes() {
        try (Logged log = new Logged(TlsFiles.class)) {
            for (int i = 0; i < 1000; i++) {
                come("10.0.0.1", i, "CN=" + i, new CertificateException("nobody knows " + i));
            }

            assertThat(log.lines()).singleElement().asString().contains("peer=10.0.0.1:0", "CN=0: nobody knows 0");
            assertThat(count.sum()).isEqualTo(1000);
        }
    }

    @Test
    void tellsOfEachHostAndOfEachKindOfTrouble() {
        try (Logged log = new Logged(TlsFiles.class)) {
            come("10.0.0.1", 1, "CN=x", new CertificateException("unknown"));
            come("10.0.0.2", 1, "CN=x", new CertificateException("unknown"));
            come("10.0.0.1", 1, "CN=x", new CertificateExpiredException("expired"));

            assertThat(log.lines()).hasSize(3);
        }
    }
}
