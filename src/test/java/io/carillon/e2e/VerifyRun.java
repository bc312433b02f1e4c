package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code verify} in a process of its own, with a cluster of its own that is quick to notice, and its report. */
final class VerifyRun {

    private static final long PATIENCE = 8;

    private final JsonObject report;

    private VerifyRun(JsonObject report) {
        this.report = report;
    }

    /** @param directory for what it prints */
    static VerifyRun of(Path directory, String... faults) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Jar.command());
        command.addAll(List.of(
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
        command.addAll(List.of(faults));
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
            return new VerifyRun(new JsonObject(Files.readString(out)));
        } finally {
            process.destroy();
        }
    }

    /** Nothing was found, and so many faults there were. */
    void assertFaultless(int faults) {
        assertThat(report.getJsonArray("violations"))
                .as(report.encodePrettily())
                .isEmpty();
        assertThat(report.getBoolean("faultless")).as(report.encodePrettily()).isTrue();
        assertThat(report.getJsonArray("faults").size()).isGreaterThanOrEqualTo(faults);
    }
}
