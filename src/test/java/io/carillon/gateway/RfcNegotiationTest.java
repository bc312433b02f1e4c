package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Compression;
import io.carillon.support.Handshakes;
import io.carillon.support.HttpAnswer;
import io.carillon.support.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692, sections 5 to 7.1: which offers are agreed on, and with what answer. */
@ParameterizedClass
@EnumSource(Compression.class)
class RfcNegotiationTest {

    private static TestServer server;

    @Parameter
    private Compression compression;

    @BeforeAll
    static void start() {
        server = Compression.serve();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The answer to offers on the lines of a header; null for none. */
    private String answer(String... lines) {
        Map<String, List<String>> headers = compression.handshake();
        headers.put("Sec-WebSocket-Extensions", List.of(lines));
        HttpAnswer answer = Handshakes.ask(server, compression.line(), headers);
        assertThat(answer.status()).isEqualTo(101);
        return answer.header("Sec-WebSocket-Extensions");
    }

    /** Where the endpoint has no compression nothing is ever agreed on. */
    private void assertAnswer(String expected, String... lines) {
        assertThat(answer(lines)).isEqualTo(compression == Compression.ON ? expected : null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            permessage-deflate | permessage-deflate
            permessage-deflate; client_max_window_bits | permessage-deflate
            permessage-deflate; client_max_window_bits=8 | permessage-deflate; client_max_window_bits=8
            permessage-deflate; client_max_window_bits=15 | permessage-deflate; client_max_window_bits=15
            permessage-deflate; client_max_window_bits="12" | permessage-deflate; client_max_window_bits=12
            permessage-deflate; client_max_window_bits="1\\2" | permessage-deflate; client_max_window_bits=12
            permessage-deflate; server_max_window_bits=8 | permessage-deflate; server_max_window_bits=8
            permessage-deflate; server_max_window_bits=9 | permessage-deflate; server_max_window_bits=9
            permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15
            permessage-deflate; server_max_window_bits="10" | permessage-deflate; server_max_window_bits=10
            permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover
            permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover
            permessage-deflate; client_no_context_takeover; server_no_context_takeover | permessage-deflate; server_no_context_takeover; client_no_context_takeover
            permessage-deflate; client_max_window_bits; server_max_window_bits=11; client_no_context_takeover; server_no_context_takeover | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=11
            permessage-deflate;client_max_window_bits=9;server_max_window_bits=10 | permessage-deflate; server_max_window_bits=10; client_max_window_bits=9
            permessage-deflate ; server_max_window_bits = 10 | permessage-deflate; server_max_window_bits=10
            , permessage-deflate,, | permessage-deflate
            permessage-deflate, permessage-deflate; server_max_window_bits=10 | permessage-deflate
            permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate; server_max_window_bits=10
            permessage-deflate; unknown, permessage-deflate | permessage-deflate
            permessage-deflate; server_max_window_bits=7, permessage-deflate; server_max_window_bits=16, permessage-deflate; server_max_window_bits=9 | permessage-deflate; server_max_window_bits=9
            foo, bar; x=1; y="z", permessage-deflate | permessage-deflate
            foo; foo; foo, permessage-deflate | permessage-deflate
            """)
    @DisplayName("5, 7.1: the first offer that is valid is agreed on, with exactly its parameters")
    void agreesOn(String offers, String expected) {
        assertAnswer(expected, offers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; server_no_context_takeover=true",
                "permessage-deflate; client_no_context_takeover=\"x\"",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=0",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=08",
                "permessage-deflate; server_max_window_bits=010",
                "permessage-deflate; server_max_window_bits=\"08\"",
                "permessage-deflate; server_max_window_bits=+9",
                "permessage-deflate; server_max_window_bits=-9",
                "permessage-deflate; server_max_window_bits=1e1",
                "permessage-deflate; server_max_window_bits=abc",
                "permessage-deflate; server_max_window_bits=4294967306",
                "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=09",
                "permessage-deflate; client_max_window_bits; client_max_window_bits",
                "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
                "permessage-deflate; unknown",
                "permessage-deflate; unknown=1; server_max_window_bits=10",
                "permessage-deflate; Server_no_context_takeover",
                "permessage-bzip2",
                "x-webkit-deflate-frame",
                "permessage-deflate2"
            })
    @DisplayName("7.1: an offer with a parameter that is unknown, doubled, or of a wrong value is declined")
    void declines(String offer) {
        assertAnswer(null, offer);
        assertAnswer(
                "permessage-deflate; server_max_window_bits=12",
                offer,
                "permessage-deflate; server_max_window_bits=12");
    }

    /** The RFC lets a server refuse the whole upgrade here; an invalid offer is promised to be declined. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                "=",
                "permessage-deflate;",
                "permessage-deflate; =10",
                "permessage-deflate; server_max_window_bits=",
                "permessage-deflate; server_max_window_bits=\"\"",
                "permessage-deflate; server_max_window_bits=\"10",
                "permessage-deflate; server_max_window_bits=\"1 0\"",
                "permessage-deflate; server_max_window_bits=\"10\"x",
                "permessage-deflate; server_max_window_bits=10=10",
                "permessage-deflate server_no_context_takeover",
                "permessage-deflate; a b",
                "permessage-deflate; (comment)",
                "\"permessage-deflate\"",
                "per/message"
            })
    @DisplayName("RFC 6455, 9.1: of a header that does not follow the grammar nothing at all is taken")
    void declinesWhatIsNoList(String line) {
        assertAnswer(null, line);
        assertAnswer(null, line + ", permessage-deflate");
        assertAnswer(null, "permessage-deflate", line);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo | permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover
            permessage-deflate; server_max_window_bits=9 | permessage-deflate | permessage-deflate; server_max_window_bits=9
            permessage-deflate; x | permessage-deflate, foo | permessage-deflate
            """)
    @DisplayName("RFC 6455, 9.1: several lines are one list, in their order")
    void readsSeveralLinesAsOneList(String first, String second, String expected) {
        assertAnswer(expected, first, second);
    }
}
