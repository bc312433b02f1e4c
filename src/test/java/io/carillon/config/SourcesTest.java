package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where settings were written, and which pattern has given each of a room's. */
class SourcesTest {

    @TempDir
    private Path directory = Path.of("");

    private Config load(String yaml, Map<String, String> environment, String... settings) throws IOException {
        Path file = Files.writeString(directory.resolve("c.yaml"), yaml);
        return ConfigLoader.load(new ConfigSources(
                        List.of(file), environment, false, List.of(settings), ConfigSources.Options.NONE))
                .config();
    }

    @Test
    void areFilesWithLinesVariablesOptionsPresetsOrNothing() throws IOException {
        Sources sources = load("""
                        auth:
                          default:
                            allow:
                              "chat:*":
                                - join
                            send: [bob]
                        endpoints: {feed: {preset: zenith}}
                        rooms:
                          chat: {publish: null}
                        """, Map.of("CARILLON_ROOMS_CHAT_BUS", "true"), "rooms.chat.max-members=5")
                .sources();

        assertThat(sources.of("auth", "default", "allow", "chat:*")).contains(directory + "/c.yaml:4");
        assertThat(sources.of("auth", "default", "send")).contains(directory + "/c.yaml:6");
        assertThat(sources.of("auth", "default", "call")).isEmpty();
        assertThat(sources.of("endpoints", "feed", "subprotocols"))
                .hasValueSatisfying(source -> assertThat(source).matches("preset zenith:\\d+"));
        assertThat(sources.of("rooms", "chat", "bus")).contains("environment CARILLON_ROOMS_CHAT_BUS");
        assertThat(sources.of("rooms", "chat", "max-members")).contains("--set");
        assertThat(sources.of("rooms", "chat", "publish")).isEmpty();
    }

    @Test
    void areNoPartOfWhatAConfigurationSays() throws IOException {
        Config here = load("limits: {rooms: 5}", Map.of());
        Config there = load("", Map.of(), "limits.rooms=5");

        assertThat(there).isEqualTo(here).hasSameHashCodeAs(here);
        assertThat(there.sources().of("limits", "rooms"))
                .isNotEqualTo(here.sources().of("limits", "rooms"));
    }

    @Test
    void areThoseOfTheStartWhereTheValueOfTheStartStays() throws IOException {
        Config running = load("http: {port: 1}\nlimits: {rooms: 5}", Map.of());
        Config next = load("", Map.of(), "http.port=2", "http.host=127.0.0.9", "limits.rooms=6");

        Sources sources = next.over(running).sources();

        assertThat(sources.of("http", "port")).contains(directory + "/c.yaml:1");
        assertThat(sources.of("http", "host")).isEmpty();
        assertThat(sources.of("limits", "rooms")).contains("--set");
    }

    @Test
    void ofARoomAreThePatternsThatHaveGivenEachSetting() throws IOException {
        Config config = load("""
                rooms:
                  "**": {presence: true, presence-grace: 5s, publish: services}
                  "chat:**":
                    stream:
                      ttl: 1h
                    conflate: false
                  "chat:*":
                    publish: anyone
                    stream: {size: 50}
                """, Map.of(), "rooms.\"chat:*\".bus=true");
        RoomName room = new RoomName("chat:lobby");

        RoomOrigins origins = RoomOrigins.of(config, room, config.rooms().of(room));

        assertThat(origins.patterns()).containsExactly("chat:*", "chat:**", "**");
        String file = directory + "/c.yaml:";
        assertThat(shown(origins))
                .containsExactly(
                        "publish anyone chat:* " + file + 8,
                        "max-members 0 - default",
                        "stream true chat:* " + file + 9,
                        "stream.size 50 chat:* " + file + 9,
                        "stream.ttl 1h chat:** " + file + 5,
                        "conflate false chat:** " + file + 6,
                        "presence true ** " + file + 2,
                        "members-visible true - default",
                        "presence-grace 5s ** " + file + 2,
                        "schema false - default",
                        "bus true chat:* --set");
    }

    @Test
    void ofARoomSayWhereAPatternSaysSomethingInVain() throws IOException {
        Config config = load("rooms: {'**': {stream: true}, a: {conflate: {key: /k}}}", Map.of());
        RoomName room = new RoomName("a");

        RoomOrigins origins = RoomOrigins.of(config, room, config.rooms().of(room));

        RoomSetting conflate = origins.setting("conflate").orElseThrow();
        assertThat(conflate.value()).isEqualTo(false);
        assertThat(conflate.pattern()).contains("a");
        assertThat(conflate.note()).contains("what has a stream is not conflated");
        assertThat(origins.setting("conflate.key")).isEmpty();
    }

    @Test
    void ofARoomInUseShowWhatWillHoldOnlyWhenNobodyIsThereAnyMore() throws IOException {
        Config before = load("rooms: {a: {stream: true, publish: anyone}}", Map.of());
        Config next = load("rooms: {a: {presence: true, publish: services}}", Map.of());
        RoomName room = new RoomName("a");
        RoomSettings inUse = before.rooms().of(room).changedTo(next.rooms().of(room));

        RoomOrigins origins = RoomOrigins.of(next, room, inUse);

        assertThat(origins.settings().stream()
                        .filter(setting -> setting.configured() != null)
                        .collect(
                                Collectors.toMap(RoomSetting::name, each -> each.value() + " -> " + each.configured())))
                .isEqualTo(Map.of("stream", "true -> false", "presence", "false -> true"));
        assertThat(origins.setting("publish").orElseThrow().value()).isEqualTo("services");
    }

    private static List<String> shown(RoomOrigins origins) {
        return origins.settings().stream()
                .map(each ->
                        each.name() + ' ' + each.value() + ' ' + each.pattern().orElse("-") + ' ' + each.source())
                .toList();
    }
}
