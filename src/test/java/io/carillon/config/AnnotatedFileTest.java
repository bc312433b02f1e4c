package io.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code conf/carillon.yaml} is the documentation of every setting; this keeps it true. */
class AnnotatedFileTest {

    private static final Path FILE = Path.of("conf", "carillon.yaml");

    @Test
    void changesNothing() {
        ConfigSources sources =
                new ConfigSources(List.of(FILE), Map.of(), false, List.of(), ConfigSources.Options.NONE);

        assertThat(ConfigLoader.load(sources).yaml())
                .isEqualTo(ConfigLoader.load(ConfigSources.NONE).yaml());
    }

    @Test
    void tellsOfEverySetting() throws IOException {
        String text = Files.readString(FILE);

        assertThat(Catalogue.known().settings())
                .hasSizeGreaterThan(30)
                .filteredOn(setting -> last(setting).kind() == SettingPath.Kind.KEY)
                .allSatisfy(setting -> assertThat(text)
                        .as(setting.path().toString())
                        .containsPattern("(?m)^[ #]*(.*\\{.*)?"
                                + Pattern.quote(last(setting).text()) + "(:|  )"));
    }

    @Test
    void tellsWhatIsAllowedInChoices() throws IOException {
        String text = Files.readString(FILE);

        assertThat(text).contains(AuthConfig.VERBS).contains("trace, debug, info, warn", "members, anyone or services");
    }

    private static SettingPath.Segment last(Setting setting) {
        List<SettingPath.Segment> segments = setting.path().segments();
        return segments.get(segments.size() - 1);
    }
}
