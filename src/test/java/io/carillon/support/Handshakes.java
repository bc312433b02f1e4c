package io.carillon.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Upgrades as a test asks for them, and what a refusal looks like. */
public final class Handshakes {

    private Handshakes() {}

    /** Asks on a connection of its own. */
    public static HttpAnswer ask(TestServer of, String line, Map<String, List<String>> headers) {
        try (RawSocket socket = new RawSocket(of.port())) {
            return socket.request(line, headers);
        }
    }

    public static void assertRefused(HttpAnswer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().getString("error")).isEqualTo(code);
        assertThat(answer.json().getString("reason")).isNotEmpty();
    }
}
