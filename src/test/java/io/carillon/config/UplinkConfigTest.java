package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.message.Format;
import io.carillon.message.RoomName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UplinkConfigTest {

    @TempDir
    private Path directory = Path.of("");

    private LoadedConfig load(String yaml) {
        try {
            Path file = Files.writeString(directory.resolve("carillon.yaml"), yaml);
            return ConfigLoader.load(
                    new ConfigSources(List.of(file), Map.of(), true, List.of(), ConfigSources.Options.NONE));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasDefaultsForAllButTheUrlAndTheRoom() {
        UplinkConfig uplink = load("uplinks: {feed: {url: \"ws://a.example/x\", room: \"feed:x\"}}")
                .config()
                .uplinks()
                .get(0);
        assertThat(uplink.name()).isEqualTo("feed");
        assertThat(uplink.direction()).isEqualTo(UplinkConfig.Direction.IN);
        assertThat(uplink.remoteRoom()).isEqualTo(new RoomName("feed:x"));
        assertThat(uplink.target().format()).isEmpty();
        assertThat(uplink.text()).isFalse();
        assertThat(uplink.reconnect().base()).isEqualTo(Duration.ofMillis(500));
        assertThat(uplink.reconnect().cap()).isEqualTo(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @CsvSource({
        "carillon.v1.json, JSON",
        "carillon.v1.msgpack, MSGPACK",
        "carillon.v1.bson, BSON",
        "carillon.v1.xml,",
        "feed.v2,"
    })
    void knowsCarillonsProtocolByItsName(String protocol, Format format) {
        UplinkConfig uplink = load("uplinks: {feed: {url: \"wss://a.example\", room: x, protocol: " + protocol + "}}")
                .config()
                .uplinks()
                .get(0);
        assertThat(uplink.target().format().orElse(null)).isEqualTo(format);
    }

    @Test
    void showsNoSecretsAndReadsWhatItShows() {
        LoadedConfig loaded = load("uplinks: {feed: {url: \"wss://a.example\", room: x, token: hunter2, "
                + "headers: {X-Api-Key: hunter3}, except: [\"bob:*\"]}}");
        assertThat(loaded.yaml()).contains("X-Api-Key").doesNotContain("hunter");
        LoadedConfig again = load(loaded.yaml());
        assertThat(again.yaml()).isEqualTo(loaded.yaml());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            room: x                                   | uplinks.feed.url         | nothing          | a URL with ws or wss
            url: "http://a.example", room: x          | uplinks.feed.url         | "http://a        | a URL with ws or wss
            url: "ws://u:p@a.example", room: x        | uplinks.feed.url         | a URL with a user | without a user
            url: "ws://a b", room: x                  | uplinks.feed.url         | "ws://a b"       | a URL with ws or wss
            url: "ws://a.example#x", room: x          | uplinks.feed.url         | "ws://a          | a fragment
            url: "ws://a.example"                     | uplinks.feed.room        | nothing          | a room's name
            url: "ws://a.example", room: "a b"        | uplinks.feed.room        | "a b"            | a room's name
            url: "ws://a.example", room: $server      | uplinks.feed.room        | "$server"        | does not begin with $
            url: "ws://a.example", room: x, direction: up | uplinks.feed.direction | "up"           | one of in, out, both
            url: "ws://a.example", room: x, data: xml | uplinks.feed.data        | "xml"            | one of json, text
            url: "ws://a.example", room: x, data: json, protocol: carillon.v1.json | uplinks.feed.data | json | Carillon's protocol
            url: "ws://a.example", room: x, remote-room: y | uplinks.feed.remote-room | y           | carillon.v1.json
            url: "ws://a.example", room: x, protocol: "a b" | uplinks.feed.protocol | "a b"         | a subprotocol
            url: "ws://a.example", room: x, token: "a\\nb" | uplinks.feed.token    | ***             | without line breaks
            url: "ws://a.example", room: x, token-file: none | uplinks.feed.token-file | no such file | a file that can be read
            url: "ws://a.example", room: x, headers: {Upgrade: a} | uplinks.feed.headers.Upgrade | "Upgrade" | not the handshake's own
            url: "ws://a.example", room: x, headers: {Sec-WebSocket-Key: a} | uplinks.feed.headers.Sec-WebSocket-Key | "Sec- | not the handshake's own
            url: "ws://a.example", room: x, headers: {authorization: a}, token: b | uplinks.feed.headers | authorization beside a token | one of them
            url: "ws://a.example", room: x, trust: carillon.yaml | uplinks.feed.trust | "carillon.yaml" | a PEM file with certificates
            url: "ws://a.example", room: x, window: 0 | uplinks.feed.window      | 0                | an integer from 1 to 1000
            url: "ws://a.example", room: x, reconnect: {base: 30s} | uplinks.feed.reconnect.base | a base of 30s above the cap of 20s | not below
            url: "ws://a.example", room: x, tokn: a   | uplinks.feed.tokn        | an unknown key   | did you mean uplinks.feed.token?
            """)
    void tellsWhatIsWrong(String yaml, String path, String found, String allowed) {
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> load("uplinks: {feed: {" + yaml + "}}"));
        assertThat(refused.violations()).hasSize(1);
        Violation violation = refused.violations().get(0);
        assertThat(violation.path()).isEqualTo(path);
        assertThat(violation.found()).contains(found);
        assertThat(violation.allowed()).contains(allowed);
    }

    @Test
    void twoBetweenTheSameRoomsAreOneTooMany() {
        String url = "url: \"ws://a.example\"";
        String yaml = "uplinks: {in: {" + url + ", room: x}, out: {" + url + ", room: x, direction: out}, other: {"
                + url + ", room: y}}";
        assertThatThrownBy(() -> ConfigLoader.parse(yaml, Path.of("")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "uplinks.out.room: found x, as of uplink in; allowed: one uplink between two rooms");
    }
}
