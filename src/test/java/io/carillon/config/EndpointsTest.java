package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.message.Format;
import io.carillon.message.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints as configuration, and the presets that they begin with. */
class EndpointsTest {

    private static EndpointConfig endpoint(String yaml) {
        return config(yaml).endpoints().get("a");
    }

    private static Config config(String yaml) {
        return ConfigLoader.parse(yaml, Path.of("")).config();
    }

    @Test
    void carillonIsTheOwnProtocol() {
        EndpointConfig endpoint = endpoint("endpoints: {a: {preset: carillon}}");

        assertThat(endpoint.path()).isEqualTo("/ws");
        assertThat(endpoint.protocol().choice()).isEqualTo(ProtocolConfig.Choice.PREFERENCE);
        assertThat(endpoint.protocol().subprotocols())
                .containsExactly(
                        new SubprotocolConfig("carillon.v1.json", Format.JSON, Optional.of("v1")),
                        new SubprotocolConfig("carillon.v1.msgpack", Format.MSGPACK, Optional.of("v1")),
                        new SubprotocolConfig("carillon.v1.bson", Format.BSON, Optional.of("v1")));
        assertThat(endpoint.protocol().withoutSubprotocol()).contains(Format.JSON);
        assertThat(endpoint.protocol().versions()).containsExactly(new VersionConfig("v1", Revision.V1_1));
    }

    @Test
    void zenithSaysItsVersionInTheQuery() {
        EndpointConfig endpoint = endpoint("endpoints: {a: {preset: zenith}}");

        assertThat(endpoint.path()).isEqualTo("/Zenith");
        assertThat(endpoint.protocol().subprotocols())
                .extracting(SubprotocolConfig::name)
                .containsExactly("ZenithJson", "ZenithBson", "ZenithMsgPack");
        assertThat(endpoint.protocol().versionParameter()).contains("version");
        assertThat(endpoint.protocol().versions())
                .containsExactly(new VersionConfig("1.6", Revision.V1_0), new VersionConfig("2.0", Revision.V1_1));
    }

    @Test
    void tachyonPingsEveryTenSecondsAtLeastAndHasItsOwnCloseCodes() {
        EndpointConfig endpoint = endpoint("endpoints: {a: {preset: tachyon}}");

        assertThat(endpoint.path()).isEqualTo("/tachyon");
        assertThat(endpoint.protocol().choice()).isEqualTo(ProtocolConfig.Choice.HIGHEST_VERSION);
        assertThat(endpoint.protocol().withoutSubprotocol()).isEmpty();
        assertThat(endpoint.keepAlive())
                .isEqualTo(new KeepAliveConfig(Duration.ofSeconds(10), Duration.ofSeconds(10), 0.2));
        assertThat(endpoint.closeCodes()).isEqualTo(Map.of(1003, 1008, 1007, 1008, 1011, 1008));
    }

    @Test
    void anEndpointSaysWhatIsDifferentFromItsPreset() {
        EndpointConfig endpoint = endpoint("""
                endpoints:
                  a:
                    preset: tachyon
                    path: /fast/:tenant
                    keepalive: { interval: 8s }
                    limits: { message: 16KiB, connections: 5, handshakes-per-second: 3 }
                    close-codes: { 1009: 1008 }
                    subprotocols: [ { name: own, format: bson, version: "0" } ]
                """);

        assertThat(endpoint.path()).isEqualTo("/fast/:tenant");
        assertThat(endpoint.keepAlive().interval()).isEqualTo(Duration.ofSeconds(8));
        assertThat(endpoint.limits().connection().message()).isEqualTo(16_384);
        assertThat(endpoint.limits().connection().rooms()).isEqualTo(100);
        assertThat(endpoint.limits().admission()).isEqualTo(new AdmissionLimits(5, 3, 0));
        assertThat(endpoint.closeCodes()).containsKeys(1003, 1009);
        assertThat(endpoint.protocol().subprotocols())
                .extracting(SubprotocolConfig::name)
                .containsExactly("own");
    }

    @Test
    void anEndpointFollowsTheServerInWhatItDoesNotSay() {
        EndpointConfig endpoint = endpoint("""
                keepalive: { interval: 3s, timeout: 2s, jitter: 0 }
                limits: { rooms: 7, messages-per-second: 5 }
                endpoints: { a: { preset: tachyon } }
                """);

        assertThat(endpoint.keepAlive())
                .isEqualTo(new KeepAliveConfig(Duration.ofSeconds(3), Duration.ofSeconds(2), 0));
        assertThat(endpoint.limits().connection().rooms()).isEqualTo(7);
        assertThat(endpoint.limits().connection().messagesPerSecond()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {preset: other}                          | endpoints.a.preset          | "other"       | one of carillon, zenith, tachyon
            {preset: tachyon, keepalive: {interval: 11s}} | endpoints.a.keepalive.interval | "11s" | a time span from 10ms to 10s
            {close-codes: {1005: 1008}}              | endpoints.a.close-codes.1005 | 1005         | a close code that may be sent
            {close-codes: {x: 1008}}                 | endpoints.a.close-codes.x   | "x"           | a close code that may be sent
            {close-codes: {1003: 999}}               | endpoints.a.close-codes.1003 | 999          | a close code that may be sent
            {subprotocols: []}                       | endpoints.a.subprotocols    | none          | one or more where without-subprotocol is refused
            {subprotocols: [{name: "a b", format: json, version: v1}]} | endpoints.a.subprotocols[0].name | "a b" | a token of HTTP
            {subprotocols: [{name: bearer.x, format: json, version: v1}]} | endpoints.a.subprotocols[0].name | "bearer.x" | not bearer.*
            {subprotocols: [{name: a, format: xml, version: v1}]} | endpoints.a.subprotocols[0].format | "xml" | one of json, msgpack, bson
            {subprotocols: [{name: a, format: json, version: v2}]} | endpoints.a.subprotocols | the version v2 of a | one of the versions
            {subprotocols: [{name: a, format: json}]} | endpoints.a.subprotocols   | a             | version-parameter
            {subprotocols: [{name: "a{version}", format: json}]} | endpoints.a.versions | v1         | major versions
            {versions: []}                           | endpoints.a.versions        | none          | one or more
            {versions: [{name: v1, revision: "2"}]}  | endpoints.a.versions[0].revision | "2"      | one of 1.0, 1.1
            {path: "/a b"}                           | endpoints.a.path            | "/a b"        | a path that begins with /
            {path: "/a*"}                            | endpoints.a.path            | "/a*"         | a path that begins with /
            {limits: {handshake: 1s}}                | endpoints.a.limits.handshake | an unknown key | did you mean
            """)
    void saysWhatIsWrong(String endpoint, String path, String found, String allowed) {
        String without =
                endpoint.contains("subprotocols: []") ? "{without-subprotocol: refused, subprotocols: []}" : endpoint;

        ConfigException wrong =
                catchThrowableOfType(ConfigException.class, () -> config("endpoints: {a: " + without + "}"));

        assertThat(wrong.violations()).first().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo(path);
            assertThat(violation.found()).contains(found);
            assertThat(violation.allowed()).contains(allowed);
        });
    }

    @Test
    void refusesTwoPathsThatDifferInTheNamesOfTheirParametersOnly() {
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class, () -> config("endpoints: {a: {path: '/ws/:x'}, b: {path: '/ws/:y'}}"));

        assertThat(wrong.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.path()).isEqualTo("endpoints.b.path");
            assertThat(violation.found()).contains("as of endpoint a");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"carillon", "zenith", "tachyon"})
    void whatAPresetSaysCanBeSaidInAnEndpoint(String preset) {
        String effective = ConfigLoader.parse("endpoints: {a: {preset: " + preset + "}}", Path.of(""))
                .yaml();

        assertThat(config(effective)).isEqualTo(config("endpoints: {a: {preset: " + preset + "}}"));
    }
}
