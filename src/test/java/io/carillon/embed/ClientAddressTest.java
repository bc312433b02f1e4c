package io.carillon.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.gateway.Caller;
import io.carillon.support.EmbeddedNode;
import io.carillon.support.RawSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an application is told of where its clients are. */
class ClientAddressTest {

    private static final String TRUSTING = "http: {proxies: {trusted: [127.0.0.1]}}\n";

    private static EmbeddedNode start(String yaml) {
        return EmbeddedNode.start(
                Optional.empty(),
                yaml,
                (hub, router) -> hub.endpoint("where")
                        .user(routing -> Caller.of(routing).ip())
                        .onOpen(connection -> connection.sendText(connection.user() + " "
                                + connection.remoteAddress().hostAddress() + " "
                                + connection.remoteAddress().port() + " " + connection.isSecure()))
                        .mount(router, "/where"));
    }

    private static String where(EmbeddedNode node) {
        try (RawSocket socket =
                node.open("/where", Map.of("X-Forwarded-For", "203.0.113.9:4711", "X-Forwarded-Proto", "https"))) {
            return socket.readFrame().text();
        }
    }

    @Test
    void isWhatATrustedProxySays() {
        try (EmbeddedNode node = start(TRUSTING)) {
            assertThat(where(node)).isEqualTo("203.0.113.9 203.0.113.9 4711 true");
        }
    }

    @Test
    void isThatOfTheConnectionWhereNobodyIsTrusted() {
        try (EmbeddedNode node = start("")) {
            assertThat(where(node)).matches("127\\.0\\.0\\.1 127\\.0\\.0\\.1 [1-9]\\d+ false");
        }
    }
}
