package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page of all settings, and the comments that it is made of. */
class ReferenceTest {

    private static final Path PAGE = Path.of("docs", "configuration.md");
    private static final Pattern RANGE = Pattern.compile("from (\\S+) to (\\S+)( \\(like.*)?");

    @Test
    void isWhatThePageSays() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("docs/configuration.md is old: bin/carillon config reference > docs/configuration.md")
                .isEqualTo(Reference.markdown());
    }

    @Test
    void tellsOfEverySettingOnce() {
        String page = Reference.markdown();

        assertThat(shown())
                .hasSizeGreaterThan(100)
                .allSatisfy(setting -> assertThat(page.lines()
                                .filter(line -> line.matches(
                                        "##+ `" + Pattern.quote(setting.path().toString()) + "`")))
                        .as(setting.path().toString())
                        .hasSize(1));
    }

    @Test
    void hasAnAnchorOfItsOwnForEverySetting() {
        assertThat(shown().stream().map(setting -> Reference.anchor(setting.path())))
                .doesNotHaveDuplicates();
    }

    @Test
    void saysOfEverySettingWhatItMeans() {
        String page = Reference.markdown();

        assertThat(shown())
                .allSatisfy(setting -> assertThat(meaning(page, setting))
                        .as("conf/carillon.yaml says nothing about " + setting.path())
                        .isNotBlank());
    }

    private static List<Setting> shown() {
        return Catalogue.known().settings().stream()
                .filter(setting -> !setting.path().toString().endsWith("[]"))
                .toList();
    }

    private static String meaning(String page, Setting setting) {
        String heading = "# `" + setting.path() + "`\n";
        int from = page.indexOf(heading) + heading.length();
        return page.substring(from, page.indexOf("| | |", from));
    }

    static Stream<Setting> ranges() {
        Annotations annotations = Annotations.shipped();
        return Catalogue.known().settings().stream()
                .filter(setting -> RANGE.matcher(setting.allowed()).find())
                .filter(setting -> annotations.of(setting.path()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void hasTheRangesInCommentsThatAreReallyAllowed(Setting setting) {
        Matcher range = RANGE.matcher(setting.allowed());
        assertThat(range.find()).isTrue();
        Note note = Annotations.shipped().of(setting.path()).orElseThrow();

        assertThat(String.join(" ", note.text()))
                .containsPattern("\\b" + bound(range.group(1)) + "( \\([^)]*\\))? to " + bound(range.group(2)) + "\\b");
    }

    /** A comment says 0 where a rule says 0.0. */
    private static String bound(String number) {
        return Pattern.quote(number.replaceFirst("\\.0$", ""));
    }

    @Test
    void takesCommentsApart() {
        Annotations annotations = Annotations.of("""
                # About http.
                http:
                  # About its port.
                  # Over two lines.
                  port: 8080
                  # One of these:
                  #   one   the first
                  #         of all
                  #   two   the second
                  transport: auto

                management:
                  # Commented out.
                  # host: 127.0.0.1
                  # And another.
                  # port: 9080

                # By names:
                #   publish  who may
                #            publish
                #   stream   what is kept. Its
                #       size the most
                #       ttl  how long
                #   presence-grace   longer than
                #            its column
                # rooms:
                #   "a": { publish: anyone }
                rooms: {}

                auth:
                  default:
                    # About what is allowed.
                    #   "public:**": [join]
                    allow: {}
                """);

        assertThat(annotations.of(SettingPath.parse("http")).orElseThrow().text())
                .containsExactly("About http.");
        assertThat(annotations.of(SettingPath.parse("http.port")).orElseThrow().text())
                .containsExactly("About its port.", "Over two lines.");
        assertThat(annotations
                        .of(SettingPath.parse("http.transport"))
                        .orElseThrow()
                        .text())
                .containsExactly("One of these:", "- `one`: the first", "  of all", "- `two`: the second");
        assertThat(annotations.of(SettingPath.parse("management.host")))
                .contains(new Note(List.of("Commented out."), List.of("host: 127.0.0.1")));
        assertThat(annotations.of(SettingPath.parse("management.port")))
                .contains(new Note(List.of("And another."), List.of("port: 9080")));
        assertThat(annotations.of(SettingPath.parse("rooms")))
                .contains(new Note(List.of("By names."), List.of("rooms:", "  \"a\": { publish: anyone }")));
        assertThat(annotations.of(SettingPath.parse("auth.default.allow")))
                .contains(new Note(List.of("About what is allowed."), List.of("\"public:**\": [join]")));
        assertThat(room(annotations, "publish")).containsExactly("who may", "publish");
        assertThat(room(annotations, "stream")).containsExactly("what is kept. Its");
        assertThat(annotations
                        .of(roomSetting("stream").key("size"))
                        .orElseThrow()
                        .text())
                .containsExactly("the most");
        assertThat(annotations
                        .of(roomSetting("stream").key("ttl"))
                        .orElseThrow()
                        .text())
                .containsExactly("how long");
        assertThat(room(annotations, "presence-grace")).containsExactly("longer than", "its column");
    }

    private static List<String> room(Annotations annotations, String key) {
        return annotations.of(roomSetting(key)).orElseThrow().text();
    }

    private static SettingPath roomSetting(String key) {
        return SettingPath.parse("rooms").then(SettingPath.Segment.ANY_KEY).key(key);
    }
}
