package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import java.nio.file.Path;
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
        Rooms rooms = ConfigLoader.parse(YAML, Path.of("")).config().rooms();

        assertThat(rooms.of(new RoomName(room))).isEqualTo(new RoomSettings(publish));
    }
}
