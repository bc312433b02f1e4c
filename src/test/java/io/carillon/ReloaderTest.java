package io.carillon;

import static io.carillon.support.ReloadableServer.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.ReloadableServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken at which look. */
class ReloaderTest {

    private static final String UNWATCHED = KEYS + "reload: {watch: 0s}\n"; // the test looks itself

    @TempDir
    private Path directory = Path.of("");

    @Test
    void takesAChangeThatWasThereBeforeAndNotAFileThatIsHalfWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("carillon.yaml"), UNWATCHED);
        try (ReloadableServer server = ReloadableServer.start(file)) {
            Files.writeString(file, UNWATCHED + "limits: {rooms: 1}\n");
            server.reloader().look();
            assertThat(rooms(server)).isEqualTo(100);
            Files.writeString(file, UNWATCHED + "limits: {rooms: 12}\n");
            server.reloader().look();
            assertThat(rooms(server)).isEqualTo(100);

            server.reloader().look();

            assertThat(rooms(server)).isEqualTo(12);
            assertThat(server.log()).containsOnlyOnce("reloaded changed").contains("limits.rooms: 100 -> 12");
            server.reloader().look();
            Files.writeString(file, UNWATCHED + "limits: {ro");
            server.reloader().look();
            Files.writeString(file, UNWATCHED + "limits: {rooms: 13}\n");
            server.reloader().look();
            server.reloader().look();
            assertThat(rooms(server)).isEqualTo(13);
            assertThat(server.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void takesAChangeOfAFileThatCameWhileTheNodeStarted() throws IOException {
        Path file = Files.writeString(directory.resolve("carillon.yaml"), UNWATCHED);
        try (ReloadableServer server =
                ReloadableServer.start(file, () -> write(file, UNWATCHED + "limits: {rooms: 12}\n"))) {
            assertThat(rooms(server)).isEqualTo(100);

            server.reloader().look();
            server.reloader().look();

            assertThat(rooms(server)).isEqualTo(12);
        }
    }

    @Test
    void takesAChangeOfANamedFileThatCameWhileTheNodeStarted() throws IOException {
        Path schema = Files.writeString(directory.resolve("schema.json"), "{\"type\": \"string\"}");
        Path file = Files.writeString(
                directory.resolve("carillon.yaml"), UNWATCHED + "rooms: {x: {schema: schema.json}}\n");
        try (ReloadableServer server = ReloadableServer.start(file, () -> write(schema, "{\"type\": \"integer\"}"))) {
            server.reloader().look();
            server.reloader().look();

            assertThat(server.log()).contains("reloaded changed=[] files=[" + schema);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int rooms(ReloadableServer server) {
        return server.carillon().hub().config().limits().connection().rooms();
    }
}
