package io.carillon.reload;

import static io.carillon.support.ReloadableServer.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.carillon.support.ReloadableServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that change under a server that watches them, as Kubernetes, people and programs change them. */
class WatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String WATCH = KEYS + "reload: {watch: 40ms}\n";

    @TempDir
    private Path directory = Path.of("");

    private ReloadableServer server;

    /** A ConfigMap as the kubelet mounts it: the file is a link into a folder that is a link itself. */
    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(directory.resolve("..1"));
        Files.writeString(directory.resolve("..1/carillon.yaml"), WATCH + "limits: {rooms: 1}\n");
        Files.writeString(directory.resolve("..1/order.json"), "{}");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(directory.resolve("order.json"), Path.of("..data/order.json"));
        Path file = Files.createSymbolicLink(directory.resolve("carillon.yaml"), Path.of("..data/carillon.yaml"));
        server = ReloadableServer.start(file);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void swap(String version, String yaml, String schema) throws IOException {
        Path data = Files.createDirectories(directory.resolve(version));
        Files.writeString(data.resolve("carillon.yaml"), yaml);
        Files.writeString(data.resolve("order.json"), schema);
        Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of(version));
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void awaitRooms(int limit) {
        Eventually.until(PATIENCE, limit + " rooms", () -> rooms() == limit);
    }

    private int rooms() {
        return server.carillon().hub().config().limits().connection().rooms();
    }

    @Test
    void aLinkThatIsTurnedIsTakenWithTheFilesThatItNames() throws IOException {
        swap("..2", WATCH + "limits: {rooms: 2}\nrooms: {x: {schema: order.json}}\n", "{\"type\": \"string\"}");
        awaitRooms(2);
        server.log();

        swap("..3", WATCH + "limits: {rooms: 2}\nrooms: {x: {schema: order.json}}\n", "{\"type\": \"integer\"}");

        Eventually.until(PATIENCE, "the schema alone", () -> server.log().contains("reloaded changed=[] files=["));
    }

    @Test
    void whatIsWrongIsToldOnceAndTakenWhenItIsRight() throws IOException {
        StringBuilder told = new StringBuilder();
        swap("..2", WATCH + "limits: {rooms: 2}\nrooms: {x: {schema: missing.json}}\n", "{}");
        Eventually.until(
                PATIENCE,
                "the error is told",
                () -> told.append(server.log()).toString().contains("\"missing.json\" (no such file)"));
        assertThat(rooms()).isEqualTo(1);

        // Nobody watches it, since nothing in effect names it. Moved: half of it would be another error.
        Path whole = Files.writeString(directory.resolve("whole.json"), "{}");
        Files.move(whole, directory.resolve("missing.json"), StandardCopyOption.ATOMIC_MOVE);

        awaitRooms(2);
        assertThat(told.toString().split("missing.json", -1)).hasSize(2);
        assertThat(server.log()).doesNotContain("ERROR");
    }

    @Test
    void whoTurnsItOffIsReloadedOnlyWhenToldSo() throws IOException {
        String off = KEYS + "reload: {watch: 0s}\n";
        swap("..2", off + "limits: {rooms: 2}\n", "{}");
        awaitRooms(2);

        swap("..3", WATCH + "limits: {rooms: 3}\n", "{}");
        long tenLooks = System.nanoTime() + Duration.ofMillis(400).toNanos();
        while (System.nanoTime() < tenLooks) {
            assertThat(rooms()).isEqualTo(2);
        }
        assertThat(server.reload()).isTrue();
        awaitRooms(3);

        swap("..4", WATCH + "limits: {rooms: 4}\n", "{}");
        awaitRooms(4);
    }
}
