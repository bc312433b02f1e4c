package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whoever runs a node that is shut out is told to do; {@code SecureClusterTest} shuts one out. */
class BusContactTest {

    @ParameterizedTest
    @CsvSource({
        "tls, tls, one of the two has a certificate that the other refuses",
        "tls, plain, it has no certificate (cluster.tls)",
        "plain, tls, this one has none: set cluster.tls",
        ", tls, the EventBusOptions of this application need one",
        "tls, , the application there has started its event bus",
    })
    void saysWhoseCertificateIsMissing(@Nullable String own, @Nullable String other, String said) {
        assertThat(BusContact.why(own, other)).contains(said);
    }
}
