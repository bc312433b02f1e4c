package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.JsonPointer;
import io.carillon.message.RoomName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomsTest {

    private static final String YAML = """
            rooms:
              "**": {}
              "chat:*": { publish: anyone }
              "chat:**": { publish: services }
              "chat:ops": {}
              "chat:news": { publish: members }
              "prices:**": { conflate: { key: /symbol } }
              "prices:*": { publish: anyone }
              "prices:all": { conflate: true }
              "prices:map": { conflate: {} }
              "prices:each": { conflate: false }
              "prices:other": { conflate: { key: "/a~1b/0" } }
              "feed:**": { bus: true }
              "feed:*": { publish: services }
              "feed:quiet": { bus: false }
              "hall:**": { presence: true, presence-grace: 5s }
              "hall:*": { members-visible: false }
              "hall:quiet": { presence: false }
              "hall:calm": { presence-grace: 0s, members-visible: true }
            """;

    @ParameterizedTest
    @CsvSource({
        "other,     MEMBERS",
        "chat:a,    ANYONE",
        "chat:a:b,  SERVICES",
        "chat:ops,  ANYONE",
        "chat:news, MEMBERS",
    })
    void mergeWhatMatchesTheMoreSpecificWinningKeyByKey(String room, RoomConfig.Publish publish) {
        assertThat(of(room)).isEqualTo(new RoomSettings(publish, Conflation.OFF, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "other,      ,",
        "hall:a:b,   true,  5",
        "hall:a,     false, 5",
        "hall:calm,  true,  0",
        "hall:quiet, ,",
    })
    void havePresenceByEachKeyAsTheMostSpecificPatternSaysIt(String room, Boolean visible, Integer grace) {
        Optional<PresenceSettings> expected =
                Optional.ofNullable(visible).map(shown -> new PresenceSettings(shown, Duration.ofSeconds(grace)));

        assertThat(of(room).presence()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"other, false", "feed:a:b, true", "feed:a, true", "feed:quiet, false"})
    void areHeardByServicesAsTheMostSpecificPatternSaysIt(String room, boolean bus) {
        assertThat(of(room).bus()).isEqualTo(bus);
    }

    @ParameterizedTest
    @CsvSource({
        "other,        false,",
        "prices:a:b,   true,  /symbol",
        "prices:a,     true,  /symbol",
        "prices:all,   true,",
        "prices:map,   true,",
        "prices:each,  false,",
        "prices:other, true,  /a~1b/0",
    })
    void conflateAsTheMostSpecificPatternThatSaysSo(String room, boolean on, String key) {
        Conflation expected = new Conflation(on, Optional.ofNullable(key).map(JsonPointer::parse));

        assertThat(of(room).conflate()).isEqualTo(expected);
    }

    @Test
    void showHowTheyConflateAsItWasWritten() {
        String yaml = ConfigLoader.parse(YAML, Path.of("")).yaml();

        assertThat(yaml)
                .contains(
                        "  \"prices:**\":\n    publish: null\n    conflate:\n      key: /symbol\n    stream: null\n",
                        "  \"prices:all\":\n    publish: null\n    conflate: true\n    stream: null\n",
                        "  \"prices:each\":\n    publish: null\n    conflate: false\n    stream: null\n",
                        "  \"prices:*\":\n    publish: anyone\n    conflate: null\n    stream: null\n");
        assertThat(ConfigLoader.parse(yaml, Path.of("")).config().rooms())
                .isEqualTo(ConfigLoader.parse(YAML, Path.of("")).config().rooms());
    }

    @ParameterizedTest
    @CsvSource({
        "orders:a,    1000, 600",
        "orders:b,    5,    7200",
        "orders:c,    5,    2592000",
        "orders:d:e,  1000, 600",
        "keys:a,      1000, 600",
    })
    void keepWhatTheMostSpecificPatternSaysKeyByKey(String room, int size, int seconds) {
        String yaml = """
                rooms:
                  "orders:**": { stream: true }
                  "**": { conflate: true }
                  "orders:*": { publish: anyone }
                  "orders:*b": { stream: { size: 5, ttl: 1m } }
                  "orders:*c": { stream: { size: 5 } }
                  "orders:b": { stream: { ttl: 2h } }
                  "orders:c": { stream: { ttl: 720h } }
                  "keys:*": { stream: {} }
                  "keys:b": { stream: false }
                """;
        Rooms rooms = ConfigLoader.parse(yaml, Path.of("")).config().rooms();

        RoomSettings settings = rooms.of(new RoomName(room));

        assertThat(settings.stream()).contains(new StreamSettings(size, Duration.ofSeconds(seconds)));
        assertThat(settings.conflate()).isEqualTo(Conflation.OFF);
        assertThat(rooms.of(new RoomName("keys:b")).stream()).isEmpty();
    }

    @Test
    void conflateAsTheLastPlaceSays() {
        ConfigSources sources = new ConfigSources(
                List.of(),
                Map.of("CARILLON_ROOMS_A_CONFLATE", "true", "CARILLON_ROOMS_A_CONFLATE_KEY", "/symbol"),
                false,
                List.of("rooms.b={conflate: {key: /x}}", "rooms.b.conflate=false", "rooms.c.conflate.key=/12"),
                ConfigSources.Options.NONE);
        Rooms rooms = ConfigLoader.load(sources).config().rooms();

        assertThat(rooms.of(new RoomName("a")).conflate().key()).contains(JsonPointer.parse("/symbol"));
        assertThat(rooms.of(new RoomName("b")).conflate()).isEqualTo(Conflation.OFF);
        assertThat(rooms.of(new RoomName("c")).conflate().key()).contains(JsonPointer.parse("/12"));
    }

    private static RoomSettings of(String room) {
        return ConfigLoader.parse(YAML, Path.of("")).config().rooms().of(new RoomName(room));
    }
}
