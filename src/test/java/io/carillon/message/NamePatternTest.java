package io.carillon.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest
    @CsvSource({
        "news, news, true",
        "news, newsx, false",
        "chat:*, chat:lobby, true",
        "chat:*, chat:, true",
        "chat:*, chat, false",
        "chat:*, chat:a:b, false",
        "chat:**, chat:a:b, true",
        "**, a:b:c, true",
        "*, a:b, false",
        "a*c:*:d, abc:x:d, true",
        "a*c:*:d, abc:x:y:d, false",
        "**:end, a:b:end, true",
        "x**y*z, x:1y2z, true",
        "x**y*z, x1y2:z, false",
    })
    void starStopsAtAColonAndTwoStarsDoNot(String pattern, String name, boolean matches) {
        assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void matchesInTimeThatThePatternCannotBlowUp() {
        String pattern = "*a".repeat(40) + "b";
        assertThat(NamePattern.of(pattern).matches("a".repeat(200))).isFalse();
    }

    @Test
    void ordersTheMoreSpecificFirst() {
        Stream<NamePattern> patterns = Stream.of("**", "*", "chat:**", "chat:*", "chat:lobby", "*:lobby")
                .map(NamePattern::of);

        assertThat(patterns.sorted().map(NamePattern::toString))
                .containsExactly("chat:lobby", "chat:*", "chat:**", "*:lobby", "*", "**");
    }

    @Test
    void putsAClaimsValueInLiterally() {
        List<NamePattern> patterns = NamePattern.expand("user:{sub}:*", Map.of("sub", List.of("*"))::get);

        assertThat(patterns).singleElement().satisfies(pattern -> {
            assertThat(pattern.matches("user:*:x")).isTrue();
            assertThat(pattern.matches("user:bob:x")).isFalse();
        });
    }

    @Test
    void makesAPatternOfEachValueAndNoneOfNone() {
        Map<String, List<String>> claims = Map.of("group", List.of("a", "b"), "none", List.of());

        assertThat(NamePattern.expand("g:{group}", claims::get)).hasSize(2).anyMatch(pattern -> pattern.matches("g:b"));
        assertThat(NamePattern.expand("g:{group}:{none}", claims::get)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"{", "a{b", "{}"})
    void refusesABraceThatNamesNoClaim(String pattern) {
        assertThatThrownBy(() -> NamePattern.expand(pattern, name -> List.of("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
