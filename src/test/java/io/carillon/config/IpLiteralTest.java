package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "10.200.3.49, 10.200.3.49",
        "::, 0:0:0:0:0:0:0:0",
        "2001:db8::7, 2001:db8:0:0:0:0:0:7",
        "::ffff:10.0.0.1, 10.0.0.1",
    })
    void isAnAddress(String text, String address) {
        assertThat(IpLiteral.parse(text)).map(InetAddress::getHostAddress).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.00",
                "256.1.1.1",
                "1.1.1.99999999999",
                "0x1.2.3.4",
                "-1.2.3.4",
                "1.2.3.4 ",
                "\u0661.2.3.4",
                "localhost",
                "cafe",
                "1:2",
                ":::",
                "[::1]",
                "fe80::1%1",
                "1.2.3.4:80",
            })
    void isNone(String text) {
        assertThat(IpLiteral.parse(text)).isEmpty();
    }
}
