package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.ConfigLoader;
import io.carillon.support.Logged;
import io.carillon.support.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One of several certificates in a file has expired: what is fine without it goes on, and somebody is told. */
class ExpiredCertificatesTest {

    private static final Instant GONE = Instant.now().minus(Duration.ofMinutes(1));
    private static final TestAuthority OLD = new TestAuthority("Old CA", GONE);
    private static final TestAuthority NEW = new TestAuthority("New CA");
    private static final String HTTP = "http: {tls: {cert: cert.pem, key: key.pem}}";
    private static final String BUS = "cluster: {tls: {cert: cert.pem, key: key.pem, ca: ca.pem, name: node}}";

    @TempDir
    Path directory;

    @BeforeEach
    void write() {
        NEW.issue("node").into(directory);
        NEW.write(directory.resolve("ca.pem"));
    }

    private Tls load(String yaml) {
        return Tls.of(ConfigLoader.parse(yaml, directory).config());
    }

    private TlsFiles bus() {
        return load(BUS).bus().orElseThrow();
    }

    private void put(String file, TestAuthority first, TestAuthority... more) throws IOException {
        StringBuilder all = new StringBuilder(Files.readString(first.write(directory.resolve("one.pem"))));
        for (TestAuthority each : more) {
            all.append(Files.readString(each.write(directory.resolve("one.pem"))));
        }
        Files.writeString(directory.resolve(file), all);
    }

    @Test
    void anAuthorityIsPassedOverWhereThereIsAnother() throws IOException {
        put("ca.pem", OLD, NEW);
        try (Logged log = new Logged(TlsFiles.class)) {
            TlsFiles files = bus();
            files.tell();

            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN")
                            && line.contains(
                                    "cluster.tls.ca: passed over is the certificate of CN=Old CA that expired"));
            NEW.issue("node").into(directory);
            assertThat(files.reload()).as("a renewal").isEqualTo(TlsFiles.Outcome.TAKEN);
        }
    }

    @Test
    void whatItHasSignedIsRefused() throws IOException {
        put("ca.pem", NEW, OLD);
        OLD.issue("node").into(directory);

        assertThatThrownBy(this::bus).hasMessageContaining("that the authorities in ca did not sign");
    }

    @Test
    void anAuthorityThatIsTheOnlyOneIsRefused() throws IOException {
        put("ca.pem", OLD);

        assertThatThrownBy(this::bus)
                .hasMessageContaining("cluster.tls.ca: found ")
                .hasMessageContaining("the certificate of CN=Old CA that expired at");
    }

    @Test
    void anAuthorityThatIsNotValidYetIsTrustedBesideOneThatIs() throws IOException {
        Path cert = directory.resolve("cert.pem");
        String own = Files.readString(cert);
        NEW.issue(new TestAuthority.Wanted("later").from(Instant.now().plus(Duration.ofHours(1))))
                .writeCert(cert);
        Files.writeString(
                directory.resolve("ca.pem"), Files.readString(directory.resolve("ca.pem")) + Files.readString(cert));
        Files.writeString(cert, own);
        try (Logged log = new Logged(TlsFiles.class)) {
            bus().tell();

            assertThat(log.lines())
                    .anyMatch(line -> line.contains("ca: trusted is the certificate of CN=later that is not"));
        }
    }

    /** As at the end of chains that lead to an old authority, too. */
    @ParameterizedTest
    @ValueSource(strings = {HTTP, BUS})
    void oneBehindTheNodesOwnIsShownAllTheSame(String yaml) throws IOException {
        Path cert = directory.resolve("cert.pem");
        Files.writeString(cert, Files.readString(cert) + Files.readString(OLD.write(directory.resolve("one.pem"))));
        try (Logged log = new Logged(TlsFiles.class)) {
            TlsFiles files = load(yaml).all().get(0);
            files.tell();

            assertThat(files.chain()).hasSize(2);
            assertThat(files.expires()).as("what others need").isAfter(Instant.now());
            assertThat(log.lines())
                    .anyMatch(line -> line.startsWith("WARN")
                            && line.contains(
                                    "tls.cert: shown all the same is the certificate of CN=Old CA that expired"));
        }
    }

    @ParameterizedTest
    @CsvSource({"Node, node", "node, NODE", "node, node"})
    void namesAreComparedWithoutCase(String shown, String wanted) {
        NEW.issue(new TestAuthority.Wanted("x").names(shown)).into(directory);
        TlsFiles files =
                load(BUS.replace("name: node", "name: " + wanted)).bus().orElseThrow();

        assertThat(Identity.isNamed(files.chain().get(0), wanted)).isTrue();
        assertThat(List.of("nod", "nodes", ""))
                .noneMatch(other -> Identity.isNamed(files.chain().get(0), other));
    }
}
