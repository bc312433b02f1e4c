package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/carillon} does in a clone that is not built yet; a script in the place of Maven says when it is. */
class FirstStartIT {

    /** The first start also makes archives of classes, each of whose steps has 15 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    /** Stops in the middle at the first time, with half a jar. */
    private static final String MAVEN = """
            #!/bin/sh
            if [ ! -e begun ]; then
              echo half > target/carillon.jar
              touch begun
              exec sleep 600
            fi
            cp '%s' target/carillon.jar
            """;

    @TempDir
    private Path home;

    @Test
    void aBuildThatWasBrokenOffIsDoneAgain() throws Exception {
        Path real = Path.of("target", "carillon.jar").toAbsolutePath();
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        Files.createDirectories(home.resolve("src/main"));
        script("mvn", MAVEN.formatted(real));
        script("carillon", Files.readString(Path.of("bin", "carillon")));

        Process first = version();
        Eventually.until(PATIENCE, "half of it is there", () -> Files.exists(home.resolve("begun")));
        first.descendants().forEach(ProcessHandle::destroyForcibly);
        first.destroyForcibly().waitFor();
        Process second = version();

        assertThat(second.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(home.resolve("err"));
        assertThat(second.exitValue()).as(said).isZero();
        assertThat(said).contains("carillon: building");
        assertThat(Files.readString(home.resolve("out"))).isNotBlank();
    }

    private Process version() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(bin().resolve("carillon").toString(), "--version")
                .redirectOutput(home.resolve("out").toFile())
                .redirectError(home.resolve("err").toFile());
        builder.environment().put("PATH", bin() + ":" + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private void script(String name, String text) throws IOException {
        Files.createDirectories(bin());
        Path script = Files.writeString(bin().resolve(name), text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path bin() {
        return home.resolve("bin");
    }
}
