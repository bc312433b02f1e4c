package io.carillon.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "chat:lobby", "ünïcödé", "房间", "🔔:🔔", "a/b.c{d}", "$server"})
    void takesNamesOfAnyScript(String name) {
        assertThat(new RoomName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\tb",
                "a\nb",
                "a\u0000",
                "a\u007f",
                "a\u0085",
                "a\u00a0b",
                "a\u2003b",
                "a\u2028b",
                "a\u3000b",
                "chat:*",
                "\ud800",
                "a\udc00b"
            })
    void refusesControlCharactersWhiteSpaceStarsAndLoneSurrogates(String name) {
        assertThatThrownBy(() -> new RoomName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsCodePointsNotCharacters() {
        assertThat(new RoomName("🔔".repeat(255)).value()).hasSize(510);
        assertThatThrownBy(() -> new RoomName("🔔".repeat(256)))
                .hasMessage("a room's name has 1 to 255 code points, this one has 256");
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> new RoomName("🔔 b")).hasMessageContaining("U+0020 at 1");
    }
}
