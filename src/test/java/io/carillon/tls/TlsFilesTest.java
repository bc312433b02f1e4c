package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.config.Config;
import io.carillon.config.ConfigException;
import io.carillon.config.ConfigLoader;
import io.carillon.support.TestAuthority;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in files with certificates, right and wrong, and what becomes of it when it changes. */
class TlsFilesTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("Test CA");
    private static final TestAuthority OTHER = new TestAuthority("Other CA");
    private static final String HTTP = "http: {tls: {cert: cert.pem, key: key.pem}}";
    private static final String BUS = "cluster: {tls: {cert: cert.pem, key: key.pem, ca: ca.pem, name: node}}";

    @TempDir
    Path directory;

    private Path cert;
    private Path key;

    @BeforeEach
    void write() {
        AUTHORITY.issue("one").into(directory);
        AUTHORITY.write(directory.resolve("ca.pem"));
        cert = directory.resolve("cert.pem");
        key = directory.resolve("key.pem");
    }

    private Tls load(String yaml) {
        Config config = ConfigLoader.parse(yaml, directory).config();
        return Tls.of(config);
    }

    private TlsFiles http() {
        return load(HTTP).http().orElseThrow();
    }

    private static String subject(TlsFiles files) {
        return files.chain().get(0).getSubjectX500Principal().getName();
    }

    // ---- what cannot be used

    private static TestAuthority.Wanted node(String... names) {
        return new TestAuthority.Wanted("node").names(names);
    }

    /** Breaks something, in the way that its name says. */
    private void breakIt(String how) throws IOException {
        switch (how) {
            case "a key of another" -> AUTHORITY.issue("other").writeKey(key);
            case "an RSA key" -> AUTHORITY.issue(node().rsa()).writeKey(key);
            case "no PEM" -> Files.writeString(cert, "hello");
            case "half of it" -> Files.writeString(cert, Files.readString(cert).substring(0, 300));
            case "no base64" -> Files.writeString(cert, Files.readString(cert).replace("MII", "*.*"));
            case "no certificate" -> Files.writeString(cert, TestAuthority.pem("CERTIFICATE", new byte[] {1, 2, 3}));
            case "a key for a certificate" -> Files.copy(key, cert, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            case "a certificate for a key" -> Files.copy(cert, key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            case "encrypted" ->
                Files.writeString(key, TestAuthority.pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
            case "expired" ->
                AUTHORITY
                        .issue(node("node").until(Instant.now().minus(Duration.ofMinutes(1))))
                        .into(directory);
            case "too soon" ->
                AUTHORITY
                        .issue(node("node").from(Instant.now().plus(Duration.ofHours(1))))
                        .into(directory);
            case "another authority" -> OTHER.issue(node("node")).into(directory);
            case "another name" -> AUTHORITY.issue(node("somebody")).into(directory);
            case "no name" -> AUTHORITY.issue(node()).into(directory);
            case "servers alone" ->
                AUTHORITY.issue(node("node").forServersAlone()).into(directory);
            case "a key for PSS alone" -> AUTHORITY.issue(node().pss()).into(directory);
            case "no authorities" -> Files.writeString(directory.resolve("ca.pem"), "");
            default -> throw new AssertionError(how);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a key of another        | http.tls.key  | key.pem (the key of another certificate); allowed: the key of the first
            an RSA key              | http.tls.key  | not one of the certificate's kind, EC
            no PEM                  | http.tls.cert | cert.pem (no certificate in PEM)
            half of it              | http.tls.cert | cert.pem (PEM that does not end)
            no base64               | http.tls.cert | a CERTIFICATE that is not base64
            no certificate          | http.tls.cert | an ill-formed CERTIFICATE
            a key for a certificate | http.tls.cert | no certificate in PEM
            a certificate for a key | http.tls.key  | no private key in PEM
            encrypted               | http.tls.key  | an encrypted key
            a key for PSS alone     | http.tls.cert | kind RSASSA-PSS); allowed: RSA, EC or Ed25519
            expired                 | http.tls.cert | the certificate of CN=node that expired at 20
            too soon                | http.tls.cert | that is not valid before 20
            """)
    void ofAServerAreRefusedWithTheirNameAndTheReason(String how, String path, String found) throws IOException {
        breakIt(how);

        assertThatThrownBy(() -> load(HTTP))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(path + ": found ")
                .hasMessageContaining(found)
                .hasMessageContaining("; allowed: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            another authority | cluster.tls.cert | that the authorities in ca did not sign
            another name      | cluster.tls.cert | a certificate for somebody
            no name           | cluster.tls.cert | a certificate for no DNS name
            servers alone     | cluster.tls.cert | a certificate that is for less
            no authorities    | cluster.tls.ca   | ca.pem (no certificate in PEM)
            expired           | cluster.tls.cert | that expired at
            """)
    void ofANodeAreRefusedWhereOtherNodesWouldRefuseThem(String how, String path, String found) throws IOException {
        AUTHORITY.issue(node("node")).into(directory);
        load(BUS);
        breakIt(how);

        assertThatThrownBy(() -> load(BUS))
                .hasMessageContaining(path + ": found ")
                .hasMessageContaining(found);
    }

    @Test
    void areAllToldOfAtOnce() throws IOException {
        breakIt("no PEM");

        assertThatThrownBy(() -> load(HTTP + "\n" + BUS))
                .hasMessageContaining("http.tls.cert: found")
                .hasMessageContaining("cluster.tls.cert: found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http: {tls: {cert: cert.pem}} | http.tls.key: found nothing",
                "http: {tls: {key: key.pem}} | http.tls.cert: found nothing",
                "http: {tls: {cert: none.pem, key: key.pem}} | http.tls.cert: found \"none.pem\" (no such file)",
                "http: {tls: {cert: cert.pem, key: key.pem, protocols: [TLSv1.1]}} | \"TLSv1.1\"; allowed: one of TLSv1.3",
                "http: {tls: {cert: cert.pem, key: key.pem, protocols: []}} | found no version of TLS",
                "http: {tls: {protocols: [TLSv1.3]}} | found protocols, and no certificate",
                "http: {plain: never} | http.plain: found \"never\"; allowed: one of loopback, anywhere",
                "cluster: {tls: {cert: cert.pem, key: key.pem}} | cluster.tls.ca: found nothing",
                "cluster: {tls: {ca: ca.pem}} | cluster.tls.cert: found nothing",
                "cluster: {tls: {name: x}} | cluster.tls.name: found a name, and no certificate",
                "cluster: {tls: {cert: cert.pem, key: key.pem, ca: ca.pem, name: '*.x'}} | cluster.tls.name: found \"*.x\""
            })
    void areNamedInFull(String both) {
        String[] parts = both.split(" \\| ");

        assertThatThrownBy(() -> load(parts[0])).hasMessageContaining(parts[1]);
    }

    // ---- what can

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void takesKeysInTheirOlderFormsAsOpensslWritesThem(String kind) throws Exception {
        TestAuthority.Issued issued =
                AUTHORITY.issue(kind.equals("RSA") ? node().rsa() : node()).into(directory);
        byte[] pkcs8 = issued.keys().getPrivate().getEncoded();
        Files.writeString(key, TestAuthority.pem(kind + " PRIVATE KEY", innermost(pkcs8)));

        assertThat(subject(http())).isEqualTo("CN=node");
    }

    /** What PKCS#8 wraps: the last OCTET STRING of three elements. */
    private static byte[] innermost(byte[] pkcs8) {
        int at = content(pkcs8, 0); // version
        at = content(pkcs8, at) + length(pkcs8, at); // algorithm
        at = content(pkcs8, at) + length(pkcs8, at); // key
        int from = content(pkcs8, at);
        return java.util.Arrays.copyOfRange(pkcs8, from, from + length(pkcs8, at));
    }

    private static int content(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
    }

    private static int length(byte[] der, int at) {
        int length = 0;
        for (int i = at + 2; i < content(der, at); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return der[at + 1] >= 0 ? der[at + 1] : length;
    }

    @Test
    void takesAChainWithTextBetweenAndLineEndsOfAnySystem() throws IOException {
        TestAuthority between = AUTHORITY.intermediate("Between");
        between.issue("leaf").into(directory);
        Files.writeString(cert, "Issued by hand\n" + Files.readString(cert).replace("\n", "\r\n"));

        assertThat(http().chain()).hasSize(2);
        assertThat(load("cluster: {tls: {cert: cert.pem, key: key.pem, ca: ca.pem}}")
                        .bus())
                .isPresent();
    }

    /** The JDK reads it when TLS is first served, so it is given to all tests. */
    @Test
    void haveTheJdkRefuseToNegotiateAgain() {
        String before = System.clearProperty("jdk.tls.rejectClientInitiatedRenegotiation");
        try {
            http();

            assertThat(System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation"))
                    .isEqualTo("true");
        } finally {
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", String.valueOf(before));
        }
    }

    // ---- what changes

    @Test
    void takesWhatIsNewAndTellsOfItOnce() {
        TlsFiles files = http();
        AtomicInteger told = new AtomicInteger();
        Runnable forget = files.onChange(() -> {
            told.incrementAndGet();
            return Future.succeededFuture();
        });
        Instant before = files.expires();
        AUTHORITY
                .issue(new TestAuthority.Wanted("two").until(Instant.now().plus(Duration.ofDays(90))))
                .into(directory);

        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.UNCHANGED);
        assertThat(subject(files)).isEqualTo("CN=two");
        assertThat(files.expires()).isAfter(before.plus(Duration.ofDays(50)));
        assertThat(told).hasValue(1);
        assertThat(files.counters().taken().sum()).isEqualTo(1);
        forget.run();
        AUTHORITY.issue("three").into(directory);
        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        assertThat(told).hasValue(1);
    }

    /** As Kubernetes does it: the files are links through a link that is exchanged; times tell nothing. */
    @Test
    void looksAtWhatStandsThereWhateverItsTime() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        AUTHORITY.issue("first").into(first);
        AUTHORITY.issue("second").into(second);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.delete(cert);
        Files.delete(key);
        Files.createSymbolicLink(cert, Path.of("..data", "cert.pem"));
        Files.createSymbolicLink(key, Path.of("..data", "key.pem"));
        FileTime longAgo = FileTime.from(1, TimeUnit.DAYS);
        for (Path file : List.of(first, second)) {
            Files.setLastModifiedTime(file.resolve("cert.pem"), longAgo);
            Files.setLastModifiedTime(file.resolve("key.pem"), longAgo);
        }
        TlsFiles files = http();
        Path next = Files.createSymbolicLink(directory.resolve("..next"), Path.of("..2"));
        Files.move(next, data, java.nio.file.StandardCopyOption.ATOMIC_MOVE);

        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        assertThat(subject(files)).isEqualTo("CN=second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a key of another", "half of it", "no PEM", "expired"})
    void keepsWhatWasThereWhereWhatIsNewCannotBeUsedAndTriesAgain(String how) throws IOException {
        TlsFiles files = http();
        breakIt(how);

        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.REFUSED);
        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.REFUSED);
        assertThat(subject(files)).isEqualTo("CN=one");
        assertThat(files.counters().refused().sum()).as("told of once").isEqualTo(1);
        AUTHORITY.issue("two").into(directory);
        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
        assertThat(subject(files)).isEqualTo("CN=two");
    }

    /** What is written in place ends anywhere for a moment, and what comes first may be whole by then. */
    @ParameterizedTest
    @ValueSource(strings = {"cert.pem", "ca.pem"})
    void keepsWhatWasThereWhereverTheNewFileEndsTooSoon(String name) throws IOException {
        AUTHORITY.issue(node("node")).into(directory);
        TlsFiles files = load(name.equals("ca.pem") ? BUS : HTTP).all().get(0);
        TestAuthority.Issued next = AUTHORITY.intermediate("Between").issue(node("node"));
        next.into(directory);
        OTHER.write(directory.resolve("other.pem"));
        Path file = directory.resolve(name);
        String more = name.equals("ca.pem") ? Files.readString(directory.resolve("other.pem")) : "";
        String whole = Files.readString(file) + more;
        int second = whole.indexOf("-----BEGIN", 1);
        int end = whole.lastIndexOf("-----") + 5;

        for (int cut = second + 1; cut < end; cut += cut < second + 12 || cut > end - 30 ? 1 : 20) {
            Files.writeString(file, whole.substring(0, cut));
            assertThat(files.reload()).as("cut at " + cut).isEqualTo(TlsFiles.Outcome.REFUSED);
        }
        Files.writeString(file, whole.substring(0, end));
        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.TAKEN);
    }

    @Test
    void keepsWhatWasThereWhereAFileIsGone() throws IOException {
        TlsFiles files = http();
        Files.delete(cert);

        assertThat(files.reload()).isEqualTo(TlsFiles.Outcome.REFUSED);
        assertThat(subject(files)).isEqualTo("CN=one");
    }
}
