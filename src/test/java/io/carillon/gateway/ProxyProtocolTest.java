package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.config.Network;
import io.carillon.config.ProxyConfig;
import io.netty.channel.epoll.Epoll;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections of proxies begin with, over real sockets: 127.0.0.1 is trusted, 127.0.0.2 is not. */
class ProxyProtocolTest {

    private static final String SIGNATURE = "0D0A0D0A000D0A515549540A";
    private static final String IPV4 = "CB007109 7F000001 1267 1F90"; // 203.0.113.9:4711 to 127.0.0.1:8080
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static final ProxyConfig CONFIG =
            new ProxyConfig(List.of(Network.parse("127.0.0.1")), ProxyConfig.Header.X_FORWARDED_FOR, true);

    private static Vertx nio;
    private static Vertx epoll;
    private static HttpServer plain;

    @BeforeAll
    static void start() {
        nio = vertx(false);
        epoll = vertx(Epoll.isAvailable());
        plain = serve(epoll, new HttpServerOptions());
    }

    private static Vertx vertx(boolean isNative) {
        return Vertx.builder()
                .withTransport(ProxyProtocol.transport(isNative, CONFIG))
                .build();
    }

    private static HttpServer serve(Vertx vertx, HttpServerOptions options) {
        Proxies proxies = new Proxies(CONFIG);
        return vertx.createHttpServer(ProxyProtocol.expectedBy(options))
                .requestHandler(request -> {
                    Caller caller = proxies.caller(request);
                    request.response()
                            .end(caller.ip() + " "
                                    + (caller.isTold() ? caller.address().port() : "peer")
                                    + (caller.isSecure() ? " tls" : ""));
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterAll
    static void stop() {
        nio.close().await();
        epoll.close().await();
    }

    private static Socket connect(String from, HttpServer to) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", to.actualPort()));
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** The body, the status where it is not 200, or nothing where the server has hung up. */
    private static String answer(Socket socket) throws IOException {
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        if (answer.isEmpty() || !answer.startsWith("HTTP/1.1 200")) {
            return answer.isEmpty() ? "" : answer.substring(9, 12);
        }
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String ask(String from, HttpServer server, byte[] header) throws IOException {
        try (Socket socket = connect(from, server)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(header);
            all.write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(all.toByteArray());
            return answer(socket);
        }
    }

    private static byte[] text(String line) {
        return line.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of()
                .parseHex(hex.replace("SIG", SIGNATURE).replace("IP4", IPV4).replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080~              | 203.0.113.9 4711
            PROXY TCP6 2001:db8::7 ::1 4711 8080~                    | 2001:db8:0:0:0:0:0:7 4711
            PROXY UNKNOWN~                                           | 127.0.0.1 peer
            PROXY UNKNOWN 2001:db8::7 ::1 4711 8080~                 | 127.0.0.1 peer
            """)
    void readsTheClientFromAHeaderOfVersion1(String header, String client) throws IOException {
        assertThat(ask("127.0.0.1", plain, text(header))).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIG 21 11 000C IP4                                       | 203.0.113.9 4711
            SIG 21 11 0013 IP4 04 0004 00000000                      | 203.0.113.9 4711
            SIG 21 11 0014 IP4 20 0005 01 00000000                   | 203.0.113.9 4711 tls
            SIG 21 11 0014 IP4 20 0005 00 00000000                   | 203.0.113.9 4711
            SIG 21 21 0024 20010DB8000000000000000000000007 00000000000000000000000000000001 1267 1F90 | 2001:db8:0:0:0:0:0:7 4711
            SIG 20 00 0000                                           | 127.0.0.1 peer
            SIG 20 11 000C IP4                                       | 127.0.0.1 peer
            SIG 21 00 0000                                           | 127.0.0.1 peer
            SIG 21 00 0003 04 0000                                   | 127.0.0.1 peer
            """)
    void readsTheClientFromAHeaderOfVersion2(String header, String client) throws IOException {
        assertThat(ask("127.0.0.1", plain, hex(header))).isEqualTo(client);
    }

    @Test
    void passesOverWhatAUnixSocketIsCalled() throws IOException {
        String names = "00".repeat(216);

        assertThat(ask("127.0.0.1", plain, hex("SIG 21 31 00D8" + names))).isEqualTo("127.0.0.1 peer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PROXY TCP4 203.0.113.9 127.0.0.1 4711~",
                "PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080\n",
                "PROXY TCP4 203.0.113.9 127.0.0.1 70000 8080~",
                "PROXY TCP4 203.0.113.300 127.0.0.1 4711 8080~",
                "PROXY TCP4 lb.example 127.0.0.1 4711 8080~",
                "PROXY TCP4 2001:db8::7 ::1 4711 8080~",
                "PROXY TCP6 203.0.113.9 127.0.0.1 4711 8080~",
                "PROXY UDP4 203.0.113.9 127.0.0.1 4711 8080~",
                "proxy TCP4 203.0.113.9 127.0.0.1 4711 8080~",
                "PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789~"
            })
    void closesTheConnectionOfAProxyWithoutAHeaderOfVersion1(String header) throws IOException {
        assertThat(ask("127.0.0.1", plain, text(header))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIG 31 11 000C IP4",
                "SIG 22 11 000C IP4",
                "SIG 21 12 000C IP4",
                "SIG 21 41 000C IP4",
                "SIG 21 11 000B CB007109 7F000001 1267 1F",
                "SIG 21 11 000E IP4 0400",
                "SIG 21 11 000F IP4 04 0001",
                "SIG 21 31 000C IP4",
                "SIG 21 11 1001 IP4",
                "0D0A0D0A000D0A515549540B 21 11 000C IP4"
            })
    void closesTheConnectionOfAProxyWithoutAHeaderOfVersion2(String header) throws IOException {
        assertThat(ask("127.0.0.1", plain, hex(header))).isEmpty();
    }

    @Test
    void readsAHeaderThatComesByteByByte() throws IOException {
        for (byte[] header : List.of(
                text("PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080~"), hex("SIG 21 11 0013 IP4 04 0004 00000000"))) {
            try (Socket socket = connect("127.0.0.1", plain)) {
                socket.setTcpNoDelay(true);
                for (byte octet : header) {
                    socket.getOutputStream().write(octet);
                }
                socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));

                assertThat(answer(socket)).isEqualTo("203.0.113.9 4711");
            }
        }
    }

    @Test
    void isNoHttpFromAnybodyElse() throws IOException {
        assertThat(ask("127.0.0.2", plain, text("PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080~")))
                .isEqualTo("400");
        assertThat(ask("127.0.0.2", plain, hex("SIG 21 11 000C IP4"))).isEqualTo("400");
        assertThat(ask("127.0.0.2", plain, new byte[0])).isEqualTo("127.0.0.2 peer");
    }

    @Test
    void believesNoHeaderThatComesLaterOnAConnection() throws IOException {
        byte[] twice = text("PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080~PROXY TCP4 203.0.113.10 127.0.0.1 4711 8080~");

        assertThat(ask("127.0.0.1", plain, twice)).isEqualTo("400");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void comesBeforeTls(boolean isNative) throws Exception {
        assumeTrue(!isNative || Epoll.isAvailable());
        HttpServer server = serve(
                isNative ? epoll : nio,
                new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath("src/test/resources/keys/rsa-certificate.pem")
                                .setKeyPath("src/test/resources/keys/rsa-pkcs1.pem")));
        try (Socket socket = connect("127.0.0.1", server)) {
            socket.getOutputStream().write(text("PROXY TCP4 203.0.113.9 127.0.0.1 4711 8080~"));
            try (SSLSocket tls =
                    (SSLSocket) trusting().getSocketFactory().createSocket(socket, "test", server.actualPort(), true)) {
                tls.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));

                assertThat(answer(tls)).isEqualTo("203.0.113.9 4711 tls");
            }
        }
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
        certificates.load(null, null);
        try (var in = Files.newInputStream(Path.of("src/test/resources/keys/rsa-certificate.pem"))) {
            certificates.setCertificateEntry(
                    "test", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void leavesServersAloneThatDoNotExpectIt() throws IOException {
        HttpServer other = epoll.createHttpServer()
                .requestHandler(request -> request.response().end("plain"))
                .listen(0, "127.0.0.1")
                .await();

        assertThat(ask("127.0.0.1", other, new byte[0])).isEqualTo("plain");
        assertThat(ask("127.0.0.1", other, text("PROXY UNKNOWN~"))).isEqualTo("400");
    }
}
