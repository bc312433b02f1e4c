package io.carillon.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6901; the tree is that of its section 5. */
class JsonPointerTest {

    private static final Object MISSING = "missing";

    private static final Map<String, Object> TREE = new HashMap<>(Map.of(
            "foo", List.of("bar", "baz"), "", 0L, "a/b", 1L, "c%d", 2L, "m~n", 8L, " ", 7L, "~1", 9L, "10", 10L));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/foo/0,  bar",
                "/foo/1,  baz",
                "/,       0",
                "/a~1b,   1",
                "/c%d,    2",
                "/m~0n,   8",
                "`/ `,    7",
                "/~01,    9",
                "/10,     10",
                "/foo/2,  missing",
                "/foo/-,  missing",
                "/foo/00, missing",
                "/foo/4294967296, missing",
                "/foo/bar, missing",
                "/foo/0/a, missing",
                "/none,   missing",
                "/a/b,    missing",
            })
    void findsTheValue(String pointer, String value) {
        assertThat(String.valueOf(JsonPointer.parse(pointer).find(TREE, MISSING)))
                .isEqualTo(value);
    }

    @Test
    void findsTheWholeAndWhatIsNull() {
        assertThat(JsonPointer.parse("").find(TREE, MISSING)).isSameAs(TREE);
        assertThat(JsonPointer.parse("").find(null, MISSING)).isNull();
        assertThat(JsonPointer.parse("/a").find(Collections.singletonMap("a", null), MISSING))
                .isNull();
        assertThat(JsonPointer.parse("/a/b").find(Collections.singletonMap("a", null), MISSING))
                .isSameAs(MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "//", "/a~1b/~0/0"})
    void isWrittenAsItWasRead(String pointer) {
        assertThat(JsonPointer.parse(pointer)).hasToString(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "#/a", "/~", "/a~2", "/~/a"})
    void refusesWhatIsNoPointer(String pointer) {
        assertThatThrownBy(() -> JsonPointer.parse(pointer)).isInstanceOf(IllegalArgumentException.class);
    }
}
