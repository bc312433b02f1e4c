package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.message.Format;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The terminal client as somebody runs it: in pipes, on a terminal, and ended from outside. */
class CommandLineIT {

    private static final String DATA = "{\"n\":9223372036854775807,\"d\":0.1}";

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(
                "serve", "--dev", "--port", "0", "--set", "rooms={\"orders:*\": {stream: {size: 100, ttl: 10m}}}");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void whatIsPublishedComesOutOfThePipe(Format format) throws Exception {
        String room = "orders:" + format;
        Process published = carillon("pub", room, "-", "--format", format.toString());
        write(published, DATA + "\n\"two\"\n");
        assertThat(lines(published))
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(new JsonObject(line).getString("epoch")).isNotEmpty());
        assertThat(status(published)).isZero();

        Process sub = carillon("sub", room, "--since", "0", "--format", format.toString());
        try (BufferedReader out = sub.inputReader(StandardCharsets.UTF_8)) {
            JsonObject first = new JsonObject(out.readLine());
            JsonObject second = new JsonObject(out.readLine());
            signal("INT", sub);

            assertThat(first.getJsonObject("data").encode()).isEqualTo(DATA);
            assertThat(second.getString("data")).isEqualTo("two");
            assertThat(second.getLong("offset")).isEqualTo(2);
            assertThat(out.readLine()).isNull();
            assertThat(status(sub)).isZero();
        }
    }

    @Test
    void endsQuietlyWhereThePipeIsClosed() throws Exception {
        Process sub = carillon("sub", "orders:closed", "--since", "0");
        write(carillon("pub", "orders:closed", "-"), "1\n");
        try (BufferedReader out = sub.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).contains("\"data\":1");
        }
        assertThat(status(carillon("pub", "orders:closed", "2"))).isZero();

        assertThat(new String(sub.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(status(sub)).isZero();
    }

    @Test
    void saysThatTheConnectionWasLostAndIsThereAgain() throws Exception {
        ServerProcess mortal = ServerProcess.startDevToComeBack();
        Process sub = new ProcessBuilder(command(List.of("sub", url(mortal), "$server"))).start();
        try (BufferedReader out = sub.inputReader(StandardCharsets.UTF_8);
                BufferedReader err = sub.errorReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).contains("$server");
            mortal.kill();
            assertThat(err.readLine()).startsWith("carillon: ").contains("trying again in");
            try (ServerProcess again = mortal.startAgainOnTheSamePort()) {
                assertThat(out.readLine()).contains(again.node());
                signal("INT", sub);
                assertThat(status(sub)).isZero();
            }
        } finally {
            mortal.close();
        }
    }

    @Test
    void isForPeopleOnATerminalAndEndsAtControlC() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")));
        Process pub = carillon("pub", "orders:terminal", "{\"text\":\"hello\"}");
        assertThat(status(pub)).isZero();
        String command = String.join("' '", command(List.of("sub", url(server), "orders:terminal", "--last", "1")));
        // exec: Ctrl-C reaches a shell that waits, too, and dash ends with 130 whatever its child says
        ProcessBuilder script = new ProcessBuilder("script", "-qec", "exec '" + command + "'", "/dev/null");
        script.environment().put("TERM", "xterm");
        script.environment().remove("NO_COLOR");
        Process terminal = script.start();
        OutputStream keys = terminal.getOutputStream();
        try (BufferedReader screen = terminal.inputReader(StandardCharsets.UTF_8)) {
            List<String> seen = List.of(screen.readLine(), screen.readLine());
            assertThat(seen).anySatisfy(line -> assertThat(line).contains("connected as ", "Ctrl-C ends"));
            assertThat(seen)
                    .anySatisfy(line -> assertThat(line)
                            .contains("\u001B[36morders:terminal\u001B[0m", "#1", "{\"text\":\"hello\"}"));
            keys.write(3);
            keys.flush();
            assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(terminal.exitValue()).isZero();
        }
    }

    private static String url(ServerProcess where) {
        return where.uri().toString().replace("http:", "ws:") + "/ws";
    }

    private static Process carillon(String command, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of(command, url(server)));
        words.addAll(List.of(more));
        return new ProcessBuilder(command(words)).start();
    }

    private static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/carillon.jar"));
        command.addAll(words);
        return command;
    }

    private static void write(Process process, String text) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> lines(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static int status(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
