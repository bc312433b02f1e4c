package io.carillon.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses of this machine nobody else can connect to; {@code PlainConnectionsTest} has the connections. */
class PlainCheckTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.1.2.3, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "10.0.0.11, false",
        "::ffff:10.0.0.11, false",
        "fe80::1, false",
        "0.0.0.0, false",
        "localhost.example, false",
    })
    void knowsTheLoopbackAddresses(String address, boolean loopback) {
        assertThat(PlainCheck.isLoopback(SocketAddress.inetSocketAddress(80, address)))
                .isEqualTo(loopback);
    }

    @Test
    void takesWhatIsNotKnownForAnAddressThatOthersReach() {
        assertThat(PlainCheck.isLoopback(null)).isFalse();
        assertThat(PlainCheck.isLoopback(SocketAddress.domainSocketAddress("/run/some")))
                .isFalse();
    }
}
