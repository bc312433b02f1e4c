package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The TypeScript client in Node. */
final class SubjectProcess implements Subject {

    private static final Path CLIENT =
            Path.of("clients", "typescript", "dist", "node.js").toAbsolutePath();

    private final String name;
    private final Process process;
    private final BufferedReader said;
    private final BufferedWriter orders;

    private SubjectProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.said = process.inputReader();
        this.orders = process.outputWriter();
    }

    /** One that has joined its rooms. */
    static SubjectProcess start(JsonObject settings) {
        try {
            Process process = new ProcessBuilder(
                            "node",
                            SubjectServer.SCRIPTS.resolve("subject.mjs").toString(),
                            client(),
                            settings.encode())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            SubjectProcess subject = new SubjectProcess(settings.getString("name"), process);
            if (!"joined".equals(subject.said.readLine())) {
                process.destroyForcibly();
                throw new AssertionError("the client in Node did not join");
            }
            return subject;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where scripts import the client from. */
    static String client() {
        assertThat(CLIENT)
                .as("the client for Node; npm ci && npm run build in clients/typescript make it")
                .exists();
        return CLIENT.toUri().toString();
    }

    private String ask(String order) {
        try {
            orders.write(order + '\n');
            orders.flush();
            return said.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JsonObject progress() {
        return new JsonObject(ask("progress"));
    }

    @Override
    public void stop() {
        ask("stop");
    }

    @Override
    public JsonObject report() {
        return new JsonObject(ask("report"));
    }

    @Override
    public void sleep() {
        signal("STOP", List.of(process.toHandle()));
    }

    @Override
    public void wake() {
        signal("CONT", List.of(process.toHandle()));
    }

    static void signal(String signal, List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            try {
                new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
