package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.168.128.0/17, 192.168.128.0, true",
        "192.168.128.0/17, 192.168.127.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, ::1, false",
        "fd00::/8, fdff:1::2, true",
        "fd00::/8, fe00::1, false",
        "2001:db8:0:8000::/49, 2001:db8:0:8001::1, true",
        "2001:db8:0:8000::/49, 2001:db8:0:7fff::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "::/0, 10.0.0.1, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true"
    })
    void containsTheAddressesThatShareItsPrefix(String network, String address, boolean contained) {
        assertThat(Network.parse(network).contains(IpLiteral.parse(address).orElseThrow()))
                .isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10",
                "10.1",
                "0x7f.0.0.1",
                "010.0.0.1",
                "10.0.0.256",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.1/8",
                "/8",
                "fd00::/129",
                "fd00::1/8",
                "[::1]",
                "fe80::1%eth0",
                "a:b",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "dead",
                "10.0.0.0 /8",
                "10.0.0.0/8 "
            })
    void isNothingElseAndNeverAName(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "192.0.2.7/32, 192.0.2.7",
        "FD00:0:0:0:0:0:0:0/8, fd00::/8",
        "::/0, ::/0",
        "0:0:0:0:0:0:0:1, ::1",
        "2001:db8:0:0:1:0:0:2, 2001:db8::1:0:0:2"
    })
    void isWrittenAsItWouldBeRead(String text, String written) {
        assertThat(Network.parse(text)).hasToString(written);
        assertThat(Network.parse(written)).isEqualTo(Network.parse(text));
    }
}
