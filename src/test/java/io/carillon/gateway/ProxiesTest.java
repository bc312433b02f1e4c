package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.config.Network;
import io.carillon.config.ProxyConfig;
import io.carillon.support.HttpAnswer;
import io.carillon.support.RawSocket;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is believed what about clients: over real sockets, on which the peer is 127.0.0.1. */
class ProxiesTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final String FOR = "X-Forwarded-For";

    private static HttpServer trusting;
    private static HttpServer forwarded;
    private static HttpServer others;

    @BeforeAll
    static void start() {
        trusting = serve(ProxyConfig.Header.X_FORWARDED_FOR, "127.0.0.1", "10.0.0.0/8", "fd00::/8");
        forwarded = serve(ProxyConfig.Header.FORWARDED, "127.0.0.1", "10.0.0.0/8", "fd00::/8");
        others = serve(ProxyConfig.Header.X_FORWARDED_FOR, "10.0.0.0/8", "::1", "127.0.0.2/31");
    }

    private static HttpServer serve(ProxyConfig.Header header, String... trusted) {
        Proxies proxies = new Proxies(
                new ProxyConfig(Stream.of(trusted).map(Network::parse).toList(), header, false));
        return VERTX.createHttpServer()
                .requestHandler(request -> {
                    Caller caller = proxies.caller(request);
                    request.response()
                            .end(new JsonObject()
                                    .put(
                                            "address",
                                            caller.ip() + " " + caller.address().port())
                                    .put("told", caller.isTold())
                                    .put("secure", caller.isSecure())
                                    .put("host", caller.host())
                                    .toBuffer());
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterAll
    static void stop() {
        VERTX.close().await();
    }

    private static JsonObject ask(HttpServer server, Map<String, List<String>> headers) {
        try (RawSocket socket = new RawSocket(server.actualPort())) {
            Map<String, List<String>> all = new java.util.LinkedHashMap<>(Map.of("Host", List.of("own.example")));
            all.putAll(headers);
            HttpAnswer answer = socket.request("GET / HTTP/1.1", all);
            return answer.json();
        }
    }

    /** {@code /} begins another line; the port is left out where it is 0. */
    private static String client(HttpServer server, String name, String value) {
        JsonObject answer = ask(server, Map.of(name, List.of(value.split(" / "))));
        String[] address = answer.getString("address").split(" ");
        return answer.getBoolean("told") ? address[0] + (address[1].equals("0") ? "" : " " + address[1]) : "the peer";
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            203.0.113.9                              | 203.0.113.9
            203.0.113.9:4711                         | 203.0.113.9 4711
            2001:db8::7                              | 2001:db8:0:0:0:0:0:7
            [2001:db8::7]                            | 2001:db8:0:0:0:0:0:7
            [2001:db8::7]:4711                       | 2001:db8:0:0:0:0:0:7 4711
            ::ffff:203.0.113.9                       | 203.0.113.9
            1.2.3.4, 203.0.113.9                     | 203.0.113.9
            10.0.0.1, 203.0.113.9                    | 203.0.113.9
            203.0.113.9, 10.0.0.1                    | 203.0.113.9
            203.0.113.9, fd00::1, 10.0.0.1:80        | 203.0.113.9
            203.0.113.9, [fd00::1]:80, 10.0.0.1      | 203.0.113.9
            1.2.3.4, 203.0.113.9, 10.0.0.1           | 203.0.113.9
            1.2.3.4 / 203.0.113.9 / 10.0.0.1         | 203.0.113.9
            203.0.113.9, / , 10.0.0.1                | 203.0.113.9
            nonsense, 203.0.113.9                    | 203.0.113.9
            <script>, 203.0.113.9, 10.0.0.1          | 203.0.113.9
            10.0.0.7, 10.0.0.1                       | 10.0.0.7
            unknown                                  | the peer
            1.2.3.4, unknown                         | the peer
            1.2.3.4, _hidden, 10.0.0.1               | the peer
            1.2.3.4, nonsense                        | the peer
            1.2.3.4, 300.1.1.1, 10.0.0.1             | the peer
            1.2.3.4:70000                            | the peer
            1.2.3.4:                                 | the peer
            [1.2.3.4]                                | the peer
            [2001:db8::7                             | the peer
            2001:db8::7%eth0                         | the peer
            localhost                                | the peer
            ,                                        | the peer
            """)
    void findsTheClientInXForwardedForFromTheRight(String value, String client) {
        assertThat(client(trusting, FOR, value)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            for=203.0.113.9                                     | 203.0.113.9
            For="203.0.113.9:4711";proto=https;by=10.0.0.1      | 203.0.113.9 4711
            for="[2001:db8::7]:4711"                            | 2001:db8:0:0:0:0:0:7 4711
            for="[2001:db8::7]"                                 | 2001:db8:0:0:0:0:0:7
            for="203\\.0.113.9"                                 | 203.0.113.9
            for=1.2.3.4, for=203.0.113.9                        | 203.0.113.9
            for=203.0.113.9;secret="a,b;c", for=10.0.0.1        | 203.0.113.9
            for=203.0.113.9 , ,for=10.0.0.1;;host=a             | 203.0.113.9
            for=1.2.3.4 / for=203.0.113.9 / for=10.0.0.1        | 203.0.113.9
            nonsense / for=203.0.113.9                          | 203.0.113.9
            for=1.2.3.4, for=unknown                            | the peer
            for=1.2.3.4, for="_hidden:_port", for=10.0.0.1      | the peer
            for=1.2.3.4, proto=https                            | the peer
            nonsense, for=203.0.113.9                           | the peer
            for="1.2.3.4, for=203.0.113.9                       | the peer
            for=203.0.113.9:80                                  | the peer
            for=[2001:db8::7]                                   | the peer
            for=2001:db8::7                                     | the peer
            for=203.0.113.9 x                                   | the peer
            for=203.0.113.9;for=203.0.113.9                     | the peer
            for=                                                | the peer
            for="203.0.113.9\\                                  | the peer
            """)
    void findsTheClientInForwardedFromTheRight(String value, String client) {
        assertThat(client(forwarded, "Forwarded", value)).isEqualTo(client);
    }

    @Test
    void looksAtOneOfTheHeadersAloneSinceAClientMayHaveSentTheOther() {
        assertThat(client(trusting, "Forwarded", "for=203.0.113.9")).isEqualTo("the peer");
        assertThat(client(forwarded, FOR, "203.0.113.9")).isEqualTo("the peer");
    }

    @Test
    void believesNobodyWhoIsNotTrusted() {
        JsonObject answer = ask(
                others,
                Map.of(
                        FOR,
                        List.of("203.0.113.9"),
                        "X-Forwarded-Proto",
                        List.of("https"),
                        "X-Forwarded-Host",
                        List.of("app.example")));

        assertThat(answer.getString("address")).startsWith("127.0.0.1 ");
        assertThat(answer.getBoolean("told")).isFalse();
        assertThat(answer.getBoolean("secure")).isFalse();
        assertThat(answer.getString("host")).isNull();
    }

    @Test
    void hasTheAddressOfAProxyThatSaysNothing() {
        assertThat(ask(trusting, Map.of()).getBoolean("told")).isFalse();
        assertThat(ask(forwarded, Map.of()).getBoolean("told")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            203.0.113.9                     | https        | true
            203.0.113.9                     | WSS          | true
            203.0.113.9                     | http         | false
            203.0.113.9                     | gopher       | false
            203.0.113.9, 10.0.0.1           | https, http  | true
            203.0.113.9, 10.0.0.1           | https        | true
            1.2.3.4, 203.0.113.9, 10.0.0.1  | https, http, http | false
            1.2.3.4, 203.0.113.9            | https, http  | false
            nonsense                        | https        | false
            unknown                         | https        | true
            """)
    void believesThatTheClientCameByTlsWhereTheFirstProxySaysSo(String from, String proto, boolean secure) {
        Map<String, List<String>> headers = Map.of(FOR, List.of(from), "X-Forwarded-Proto", List.of(proto));

        assertThat(ask(trusting, headers).getBoolean("secure")).isEqualTo(secure);
    }

    @Test
    void takesSchemeAndHostFromTheElementThatNamesTheClient() {
        JsonObject answer = ask(
                forwarded,
                Map.of(
                        "Forwarded",
                        List.of(
                                "for=1.2.3.4;proto=http;host=evil, for=203.0.113.9;proto=https;host=\"app.example:8443\","
                                        + " for=10.0.0.1;proto=http;host=inner")));

        assertThat(answer.getBoolean("secure")).isTrue();
        assertThat(answer.getString("host")).isEqualTo("app.example:8443");
    }

    @Test
    void believesWhatAProxySaysOfTlsWithoutAnAddress() {
        assertThat(ask(trusting, Map.of("X-Forwarded-Proto", List.of("https"))).getBoolean("secure"))
                .isTrue();
    }
}
