package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.support.Client;
import io.carillon.support.RawSocket;
import io.carillon.support.TestAuthority;
import io.carillon.support.TestServer;
import io.carillon.support.Tokens;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server speaks with clients over TLS, and what it refuses; asked by the JDK's client, and by openssl where it is. */
@Timeout(60)
class TlsServerTest {

    private static final TestAuthority AUTHORITY = new TestAuthority("Test CA");

    @TempDir
    static Path directory;

    private static TestServer server;
    private static TestServer rsa;

    @BeforeAll
    static void start() throws IOException {
        server = start(directory, AUTHORITY.issue("localhost"));
        Path of = java.nio.file.Files.createDirectory(directory.resolve("rsa"));
        rsa = start(
                of,
                AUTHORITY.issue(new TestAuthority.Wanted("localhost")
                        .names("localhost", "127.0.0.1")
                        .rsa()));
        AUTHORITY.write(directory.resolve("ca.pem"));
    }

    private static TestServer start(Path in, TestAuthority.Issued issued, String... more) {
        issued.into(in);
        List<String> settings = new ArrayList<>(
                List.of("http.tls.cert=" + in.resolve("cert.pem"), "http.tls.key=" + in.resolve("key.pem")));
        settings.addAll(List.of(more));
        return TestServer.start(settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
        rsa.close();
    }

    private static SSLSocket open(TestServer to) throws IOException {
        SSLSocket socket = (SSLSocket) AUTHORITY.client().getSocketFactory().createSocket("127.0.0.1", to.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    // ---- what is spoken

    @Test
    void saysSoInItsReadyLine() {
        assertThat(server.carillon().readyLine())
                .startsWith("carillon ready https://127.0.0.1:" + server.port() + " ")
                .contains(" management=http://127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void welcomesClientsOfBothVersions(String version) throws IOException {
        for (TestServer each : List.of(server, rsa)) {
            try (SSLSocket socket = open(each)) {
                socket.setEnabledProtocols(new String[] {version});
                socket.startHandshake();

                assertThat(socket.getSession().getProtocol()).isEqualTo(version);
                assertThat(socket.getSession().getCipherSuite()).containsAnyOf("_GCM_", "_POLY1305_");
            }
        }
    }

    @Test
    void carriesMessagesAndRequests() throws Exception {
        try (Client one = secure("ann");
                Client two = secure("bob")) {
            two.join("room");
            one.join("room");
            one.publish("room", "hello");

            assertThat(two.next().getString("data")).isEqualTo("hello");
        }
        HttpResponse<String> answer = HttpClient.newBuilder()
                .sslContext(AUTHORITY.client())
                .build()
                .send(
                        HttpRequest.newBuilder(
                                        java.net.URI.create("https://localhost:" + server.port() + "/api/v1/nowhere"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.version()).as("whoever offers HTTP/2, too").isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(404);
    }

    private static Client secure(String user) {
        return Client.connect(RawSocket.secure(server.port(), AUTHORITY.client()), "/ws", Tokens.of(user));
    }

    @Test
    void tellsNothingToWhoSpeaksPlain() {
        try (RawSocket plain = new RawSocket(server.port())) {
            plain.send("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(plain.readToEnd(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("HTTP");
        }
    }

    // ---- what is refused

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3"})
    void refusesOlderVersions(String version) {
        assertWouldBeHeard(server, 0xc02b);
        byte minor = (byte)
                switch (version) {
                    case "TLSv1.1" -> 2;
                    case "TLSv1" -> 1;
                    default -> 0;
                };
        try (RawSocket raw = new RawSocket(server.port())) {
            raw.send(clientHello(minor, 0xc009, 0xc00a, 0xc013, 0xc014, 0x2f, 0x35));

            byte[] answer = raw.readToEnd();
            assertThat(answer).hasSizeGreaterThanOrEqualTo(7);
            assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
            assertThat(answer[6]).as("protocol_version").isIn((byte) 70, (byte) 40);
        }
    }

    /** The same hello with a suite that is spoken: it is for the suite, or the version, that the others are refused. */
    private static void assertWouldBeHeard(TestServer by, int suite) {
        try (RawSocket raw = new RawSocket(by.port())) {
            raw.send(clientHello((byte) 3, suite));

            String answer = raw.readSome();
            assertThat(answer.charAt(0)).as("a handshake").isEqualTo((char) 22);
            assertThat(answer.charAt(5)).as("a ServerHello").isEqualTo((char) 2);
        }
    }

    /** P-256, and ECDSA, RSA-PSS and RSA with SHA-256: without them a server has to take SHA-1 for what the client knows. */
    private static final byte[] EXTENSIONS =
            HexFormat.of().parseHex("0016" + "000a0004" + "00020017" + "000d000a" + "00080403080404010203");

    /** As a client says it that knows nothing newer than 3.minor. */
    private static byte[] clientHello(byte minor, int... numbers) {
        byte[] suites = new byte[2 * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            suites[2 * i] = (byte) (numbers[i] >> 8);
            suites[2 * i + 1] = (byte) numbers[i];
        }
        byte[] body = new byte[2 + 32 + 1 + 2 + suites.length + 2 + EXTENSIONS.length];
        body[0] = 3;
        body[1] = minor;
        body[36] = (byte) suites.length;
        System.arraycopy(suites, 0, body, 37, suites.length);
        body[37 + suites.length] = 1;
        System.arraycopy(EXTENSIONS, 0, body, 39 + suites.length, EXTENSIONS.length);
        byte[] record = new byte[9 + body.length];
        record[0] = 22;
        record[1] = 3;
        record[2] = minor;
        record[4] = (byte) (4 + body.length);
        record[5] = 1;
        record[8] = (byte) body.length;
        System.arraycopy(body, 0, record, 9, body.length);
        return record;
    }

    /** Numbers of the IANA's registry: what clients of today would not offer. */
    @ParameterizedTest
    @CsvSource({
        "0x0001, NULL",
        "0x0005, RC4",
        "0x000a, 3DES",
        "0x002f, AES-CBC with RSA",
        "0x009c, AES-GCM with RSA",
        "0x0033, AES-CBC with DHE",
        "0x009e, AES-GCM with DHE",
        "0x0034, anonymous",
        "0xc018, anonymous ECDHE",
        "0xc013, AES-CBC with ECDHE-RSA",
        "0xc009, AES-CBC with ECDHE-ECDSA",
        "0xc006, ECDHE without encryption",
    })
    void refusesWhatIsOlder(String number, String suite) {
        assertWouldBeHeard(server, 0xc02b);
        assertWouldBeHeard(rsa, 0xc02f);
        for (TestServer each : List.of(server, rsa)) {
            try (RawSocket raw = new RawSocket(each.port())) {
                raw.send(clientHello((byte) 3, Integer.decode(number)));

                byte[] answer = raw.readToEnd();
                assertThat(answer).as(suite).hasSizeGreaterThanOrEqualTo(7);
                assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
                assertThat(answer[6]).as("handshake_failure").isEqualTo((byte) 40);
            }
        }
    }

    static Stream<String> suitesOfTheJdk() throws Exception {
        return Arrays.stream(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites())
                .filter(suite -> !suite.contains("EMPTY_RENEGOTIATION"));
    }

    @ParameterizedTest
    @MethodSource("suitesOfTheJdk")
    void speaksWithForwardSecrecyAndAuthenticatedEncryptionAlone(String suite) throws IOException {
        boolean modern = suite.matches("TLS_(AES|CHACHA20).*|TLS_ECDHE_.*(_GCM_|_POLY1305_).*");
        boolean spoken = isSpoken(server, suite) | isSpoken(rsa, suite);

        assertThat(spoken).as(suite).isEqualTo(modern);
    }

    private static boolean isSpoken(TestServer by, String suite) throws IOException {
        try (SSLSocket socket = open(by)) {
            socket.setEnabledCipherSuites(new String[] {suite});
            socket.startHandshake();
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"http/1.1, http/1.1", "'h2,http/1.1', http/1.1", "'', ''"})
    void agreesOnHttp11OrOnNothing(String offered, String agreed) throws IOException {
        try (SSLSocket socket = open(server)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(offered.isEmpty() ? new String[0] : offered.split(","));
            socket.setSSLParameters(parameters);
            socket.startHandshake();

            assertThat(socket.getApplicationProtocol()).isEqualTo(agreed);
            socket.getOutputStream().write("GET /no HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 404");
        }
    }

    /** RFC 7301, section 3.2. */
    @Test
    void tellsWhoSpeaksHttp2AloneThatItDoesNot() throws IOException {
        try (SSLSocket socket = open(server)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);

            assertThatThrownBy(socket::startHandshake).hasMessageContaining("no_application_protocol");
        }
    }

    @Test
    void speaksOneVersionAloneWhereThatIsSaid() throws IOException {
        Path of = java.nio.file.Files.createDirectory(directory.resolve("13"));
        try (TestServer newest = start(of, AUTHORITY.issue("localhost"), "http.tls.protocols=[TLSv1.3]");
                SSLSocket socket = open(newest)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});

            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    // ---- with other eyes

    @ParameterizedTest
    @CsvSource({
        "-tls1_3, New TLSv1.3",
        "-tls1_2, New TLSv1.2",
        "-tls1_1, none",
        "-tls1, none",
        "-tls1_2 -cipher aRSA+kRSA:!aNULL, none",
        "-tls1_2 -cipher kDHE, none",
        "-tls1_2 -cipher aNULL:eNULL:@SECLEVEL=0, none",
        "-tls1_2 -cipher ECDHE+AES128+SHA:ECDHE+AES256+SHA:ECDHE+SHA384:ECDHE+SHA256:!AESGCM:!CHACHA20, none",
    })
    void isWhatOpensslSeesToo(String options, String seen) throws Exception {
        for (TestServer each : List.of(server, rsa)) {
            String said = openssl(each, options, "");

            if (seen.equals("none")) {
                assertThat(said).contains("Cipher is (NONE)");
            } else {
                assertThat(said)
                        .contains(seen.replace("New ", "New, "))
                        .doesNotContain("(NONE)")
                        .contains("Compression: NONE", "Verify return code: 0 (ok)");
            }
        }
    }

    @Test
    void doesNotNegotiateAgain() throws Exception {
        String said = openssl(server, "-tls1_2", "R\nGET /no HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(said).contains("RENEGOTIATING").doesNotContain("HTTP/1.1 404");
    }

    private static String openssl(TestServer to, String options, String input) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + to.port(),
                "-CAfile",
                directory.resolve("ca.pem").toString()));
        command.addAll(List.of(options.split(" ")));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "there is no openssl here");
            return "";
        }
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            if (!input.isEmpty()) {
                process.waitFor(3, TimeUnit.SECONDS); // it ends when it is refused
            }
        } catch (IOException e) {
            assertThat(process.isAlive()).as(e.toString()).isFalse();
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
