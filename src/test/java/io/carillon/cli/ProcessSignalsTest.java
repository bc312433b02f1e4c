package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Signals to a real process. */
class ProcessSignalsTest {

    /** A server that drains at once, or never. */
    static final class Program {
        public static void main(String[] arguments) {
            Future<Void> drained =
                    arguments[0].equals("never") ? Promise.<Void>promise().future() : Future.succeededFuture();
            Serve.Launcher launcher = (config, dev) -> Future.succeededFuture(new Serve.Server("ready", () -> {
                System.out.println("draining");
                return drained;
            }));
            String[] command = {"serve", "--dev"};
            System.exit(Main.commandLine(Surroundings.ofProcess(), launcher, command)
                    .execute(command));
        }
    }

    @Test
    void drainAndEndWithZeroAtTheFirst() throws Exception {
        Process process = start("at-once");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");

            process.toHandle().destroy(); // SIGTERM

            assertThat(out.readLine()).isEqualTo("draining");
            assertThat(status(process)).isZero();
        }
    }

    @Test
    void endWithOneAtTheSecond() throws Exception {
        Process process = start("never");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            process.toHandle().destroy();
            assertThat(out.readLine()).isEqualTo("draining");

            process.toHandle().destroy();

            assertThat(status(process)).isEqualTo(1);
        }
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Process start(String drain) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", classPath, Program.class.getName(), drain)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
