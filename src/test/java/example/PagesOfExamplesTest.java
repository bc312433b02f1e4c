package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples stand alone, so the page of each has its own files; but of what is the same there is one version. */
class PagesOfExamplesTest {

    @ParameterizedTest
    @ValueSource(strings = {"market-data", "cursors", "order-service"})
    void haveTheSameInCommon(String name) throws IOException {
        for (String file : new String[] {"connection.js", "element.js", "id.js", "me.js"}) {
            assertThat(page(name).resolve(file))
                    .content()
                    .isEqualTo(Files.readString(page("chat").resolve(file)));
        }
    }

    private static Path page(String name) {
        return Path.of("examples", name, "page");
    }
}
