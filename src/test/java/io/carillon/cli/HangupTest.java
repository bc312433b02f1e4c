package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Eventually;
import io.carillon.support.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP to a real server in a process of its own. */
class HangupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String COMMON = "http: {host: 127.0.0.1, port: 0}\nreload: {watch: 0s}\ndrain: {over: 0s}\n"
            + "auth: {jwt: {keys: [{alg: HS256, secret: '" + Tokens.SECRET + "'}]}}\n";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void hasTheConfigurationReadAgainLogLevelsIncludedAndNeverEndsTheProcess() throws Exception {
        Path file = Files.writeString(directory.resolve("carillon.yaml"), COMMON);
        Path log = directory.resolve("log");
        Process process = start(file, log);
        try {
            Eventually.until(PATIENCE, "it has started", () -> read(log).contains("started version="));
            assertThat(process.inputReader().readLine()).startsWith("carillon ready ");

            Files.writeString(file, COMMON + "limits: {rooms: 7}\nlog: {level: debug, format: json}\n");
            hangup(process);
            Eventually.until(PATIENCE, "it is reloaded", () -> read(log).contains("limits.rooms: 100 -> 7"));

            Files.writeString(file, COMMON + "limits: {rooms: none}\n");
            hangup(process);
            Eventually.until(PATIENCE, "it is refused", () -> read(log).contains("not reloaded: " + file + ":5"));
            assertThat(read(log)).contains("\"level\":\"error\"").doesNotContain(Tokens.SECRET);

            process.destroy(); // SIGTERM
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void hangup(Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static Process start(Path file, Path log) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "env",
                        "--default-signal=HUP", // the tests themselves may run under nohup, which is inherited
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        "serve",
                        "--config",
                        file.toString())
                .redirectError(log.toFile())
                .start();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }
}
