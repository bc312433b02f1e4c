package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of streams while nodes are killed, frozen, restarted and cut off: two minutes of {@code verify}. */
class VerifyIT {

    private static final long PATIENCE = 8;

    @TempDir
    Path directory;

    @Test
    void nothingIsLostWhileNodesDieFreezeAndRestart() throws Exception {
        JsonObject report = verify("--kill", "--freeze", "--restart", "--duration=50s");

        assertThat(report.getJsonArray("violations"))
                .as(report.encodePrettily())
                .isEmpty();
        assertThat(report.getBoolean("faultless")).as(report.encodePrettily()).isTrue();
        assertThat(report.getJsonArray("faults").size()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void nothingIsLostWhileNodesAreCutOff() throws Exception {
        assumeTrue(canDivide(), "network namespaces need Linux, root and the command ip");

        JsonObject report = verify("--partition", "--duration=40s");

        assertThat(report.getJsonArray("violations"))
                .as(report.encodePrettily())
                .isEmpty();
        assertThat(report.getBoolean("faultless")).as(report.encodePrettily()).isTrue();
        assertThat(report.getJsonArray("faults").size()).isGreaterThanOrEqualTo(1);
        assertThat(output("ip", "netns", "list")).as("what is left of it").doesNotContain("cv");
    }

    private JsonObject verify(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "carillon.jar").toAbsolutePath().toString(),
                "verify",
                "--json",
                "--subscribers=60",
                "--rooms=10",
                "--rate=100",
                "--every=5s",
                "--lasting=8s",
                "--detection=5s",
                "--set",
                "drain.over=2s"));
        command.addAll(List.of(more));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE, TimeUnit.MINUTES))
                    .as("it ends")
                    .isTrue();
            assertThat(Files.readString(out)).as(Files.readString(err)).startsWith("{");
            return new JsonObject(Files.readString(out));
        } finally {
            process.destroy();
        }
    }

    private static boolean canDivide() {
        try {
            return output("id", "-u").equals("0") && !output("ip", "-V").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
