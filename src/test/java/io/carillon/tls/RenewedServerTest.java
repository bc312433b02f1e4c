package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Client;
import io.carillon.support.Eventually;
import io.carillon.support.RawSocket;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate is exchanged while it runs. */
@Timeout(60)
class RenewedServerTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("Test CA");

    @TempDir
    Path directory;

    @Test
    void showsANewCertificateToWhoComesAndKeepsWhoIsThere() throws Exception {
        AUTHORITY.issue("old").into(directory);
        try (TestServer changing = TestServer.start(
                        "http.tls.cert=" + directory.resolve("cert.pem"),
                        "http.tls.key=" + directory.resolve("key.pem"));
                Client stays = connect(changing);
                Client publisher = connect(changing)) {
            stays.join("room");
            assertThat(shown(stays)).contains("CN=old");
            TestAuthority.Issued next = AUTHORITY.issue("new").into(directory);
            assertThat(changing.carillon().tls().http().orElseThrow().reload())
                    .isNotEqualTo(TlsFiles.Outcome.REFUSED); // it looks by itself, too, and may have taken it already
            awaitShown(changing, "CN=new");
            assertThat(agreed(changing, "h2", "http/1.1")).isEqualTo("http/1.1");

            publisher.join("room");
            publisher.publish("room", "still here");
            assertThat(stays.next().getString("data")).isEqualTo("still here");
            AUTHORITY.issue("unfit").writeKey(directory.resolve("key.pem"));
            assertThat(changing.carillon().tls().http().orElseThrow().reload()).isEqualTo(TlsFiles.Outcome.REFUSED);
            try (Client comes = connect(changing)) {
                assertThat(comes.socket().server()).isEqualTo(next.certificate());
            }
            assertThat(metrics(changing))
                    .contains("carillon_tls_reloads_total{outcome=\"taken\",use=\"http\"} 1.0")
                    .contains("carillon_tls_reloads_total{outcome=\"refused\",use=\"http\"} 1.0")
                    .containsPattern(
                            "carillon_tls_certificate_expiry_timestamp_seconds\\{use=\"http\"} " + "1\\.[0-9]+E9");
        }
    }

    private static String agreed(TestServer with, String... offered) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) AUTHORITY.client().getSocketFactory().createSocket("127.0.0.1", with.port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getApplicationProtocol();
        }
    }

    private static String metrics(TestServer of) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        java.net.URI.create("http://127.0.0.1:" + of.managementPort() + "/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Client connect(TestServer to) {
        return Client.connect(RawSocket.secure(to.port(), AUTHORITY.client()), "/ws", Tokens.of("ann"));
    }

    private static String shown(Client client) {
        return client.socket().server().getSubjectX500Principal().getName();
    }

    /** The server is told on its event loop. */
    private static void awaitShown(TestServer by, String subject) {
        Eventually.until(Duration.ofSeconds(10), "the new certificate is shown", () -> {
            try (Client comes = connect(by)) {
                return shown(comes).equals(subject);
            }
        });
    }
}
