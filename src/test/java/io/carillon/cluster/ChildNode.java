package io.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.support.Ports;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, and the line to it. */
public final class ChildNode {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private String id = "";

    private ChildNode(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ChildNode start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildNode(new ProcessBuilder(command)
                .redirectError(new File("target/node-" + System.nanoTime() + ".log"))
                .start());
    }

    /** What Vert.x calls it. */
    String id() {
        return id;
    }

    void awaitReady() {
        String[] ready = read().split(" ");
        assertThat(ready[0]).isEqualTo("ready");
        id = ready[1];
        System.err.println("ready after " + ready[2] + " ms");
    }

    String ask(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            String line = answers.readLine();
            assertThat(line).as("an answer from " + process.pid()).isNotNull();
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor(60, TimeUnit.SECONDS)).as("signalled").isTrue();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
    }

    /** The repository's own file, on ports that are free. */
    public static Path clusterXml(Path directory) throws IOException {
        int first = Ports.inARow(5);
        String xml = Files.readString(Path.of("cluster.xml"));
        for (int i = 0; i < 5; i++) {
            xml = xml.replace(String.valueOf(5701 + i), String.valueOf(first + i));
        }
        return Files.writeString(directory.resolve("cluster.xml"), xml);
    }

    /** Gives up, and merges, sooner than anybody would want in earnest; but not who stands still for 3 s. */
    static Path impatient(Path xml) throws IOException {
        String text = Files.readString(xml)
                .replace("interval.seconds\">2<", "interval.seconds\">1<")
                .replace("heartbeat.seconds\">15<", "heartbeat.seconds\">6<")
                .replace("delay.seconds\">15<", "delay.seconds\">2<");
        return Files.writeString(xml, text);
    }
}
