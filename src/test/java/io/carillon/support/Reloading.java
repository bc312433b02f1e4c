package io.carillon.support;

import static io.carillon.support.ReloadableServer.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of one server that begins each of them with the same configuration, and watches no files. */
public abstract class Reloading {

    protected static final String WATCH_OFF = "reload: {watch: 0s}\n";

    /** What is configured when a test begins. */
    protected static final String PLAIN = KEYS + WATCH_OFF;

    /** Where the configuration is, and what it names. */
    @TempDir
    protected static Path directory = Path.of("");

    protected static ReloadableServer server;

    @BeforeAll
    static void start() throws IOException {
        server = ReloadableServer.start(Files.writeString(directory.resolve("carillon.yaml"), PLAIN));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void asItWas() {
        assertThat(server.reload(PLAIN)).isTrue();
        server.log();
    }
}
