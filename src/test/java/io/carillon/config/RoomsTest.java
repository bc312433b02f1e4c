package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.message.RoomName;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomsTest {

    private static final String YAML = """
            rooms:
              "**": { max-members: 9 }
              "chat:*": { publish: anyone, max-members: 5 }
              "chat:**": { publish: services }
              "chat:ops": { max-members: 0 }
            """;

    @ParameterizedTest
    @CsvSource({
        "other,     MEMBERS,  9",
        "chat:a,    ANYONE,   5",
        "chat:a:b,  SERVICES, 9",
        "chat:ops,  ANYONE,   0",
    })
    void mergeWhatMatchesTheMoreSpecificWinningKeyByKey(String room, RoomConfig.Publish publish, int maxMembers) {
        Rooms rooms = ConfigLoader.parse(YAML, Path.of("")).config().rooms();

        assertThat(rooms.of(new RoomName(room))).isEqualTo(new RoomSettings(publish, maxMembers));
    }
}
