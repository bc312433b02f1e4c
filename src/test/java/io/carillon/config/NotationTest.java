package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationTest {

    @ParameterizedTest
    @CsvSource({"0s,0,0s", "500ms,500,500ms", "1000ms,1000,1s", "90s,90000,90s", "60s,60000,1m", "1h,3600000,1h"})
    void readsAndWritesTimeSpans(String text, long ms, String written) {
        assertThat(Durations.parse(text).toMillis()).isEqualTo(ms);
        assertThat(Durations.format(Durations.parse(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,0",
        "100,100,100",
        "1024,1024,1KiB",
        "64KiB,65536,64KiB",
        "1MiB,1048576,1MiB",
        "3GiB,3221225472,3GiB"
    })
    void readsAndWritesSizes(String text, long bytes, String written) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
        assertThat(Sizes.format(bytes)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.5s", "1d", "1 s", "1S", "9999999999999999999999ms"})
    void refusesWhatIsNoTimeSpan(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1.5MiB", "1kib", "1 KiB", "1KB"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            http.port                  | http.port
            rooms."chat:*".publish     | rooms."chat:*".publish
            rooms."a\\"b".publish      | rooms."a\\"b".publish
            auth.jwt.keys[0].secret    | auth.jwt.keys[0].secret
            auth.jwt.keys.0.secret     | auth.jwt.keys.0.secret
            rooms.chat:*.publish       | rooms."chat:*".publish
            """)
    void readsAndWritesPaths(String text, String written) {
        assertThat(SettingPath.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {".http", "http.", "http..port", "http[x]", "a\"b\"", "\"a", "keys.[0]"})
    void refusesWhatIsNoPath(String text) {
        assertThatThrownBy(() -> SettingPath.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
